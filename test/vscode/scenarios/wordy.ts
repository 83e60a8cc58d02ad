import { node, safety, scenario, violation, type World } from 'backstep';

interface Proposal {
  type: 'proposalForTheNextConfigurationOfTheWholeCluster';
  explanation: string;
}

/** Everything has a name that is longer than the room there is for it. */
const member = node<Proposal>()({
  init(self) {
    self.setTimer('proposeTheNextConfigurationOfTheWholeCluster', '1s');
    return { theLastProposalThatWasSeenByThisMemberOfTheCluster: '', proposals: 0 };
  },
  on: {
    proposalForTheNextConfigurationOfTheWholeCluster(state, { explanation }) {
      state.theLastProposalThatWasSeenByThisMemberOfTheCluster = explanation;
      state.proposals += 1;
    },
  },
  timers: {
    proposeTheNextConfigurationOfTheWholeCluster(_state, self) {
      for (const other of self.peers)
        self.send(other, {
          type: 'proposalForTheNextConfigurationOfTheWholeCluster',
          explanation: `${self.id} would like to be the leader of everybody, ${'very '.repeat(12)}much`,
        });
      self.setTimer('proposeTheNextConfigurationOfTheWholeCluster', '1s');
    },
  },
});

const cluster = {
  theCoordinatorInTheNorthOfTheCountry: member,
  theCoordinatorInTheSouthOfTheCountry: member,
  theWitnessThatBreaksEveryTieOfTheCoordinators: member,
};

class Properties {
  @safety static noMemberOfTheClusterIsEverAskedToAgreeToMoreThanSevenProposalsOfOneAndTheSameCoordinator({
    nodes: members,
  }: World<typeof cluster>) {
    const [tired, state] = Object.entries(members).find(([, { proposals }]) => proposals > 7) ?? [];
    return (
      tired === undefined ||
      violation(`${tired} was asked ${state!.proposals} times, which is more than it can be expected to answer in a life of ten seconds.`, {
        nodes: [tired],
      })
    );
  }
}

export default scenario({
  name: 'a cluster whose members have names that are longer than the room that there is for them',
  nodes: cluster,
  network: { latency: { min: '5ms', max: '60ms' } },
  faults: [
    {
      at: '3s',
      partition: [
        ['theCoordinatorInTheNorthOfTheCountry'],
        ['theCoordinatorInTheSouthOfTheCountry', 'theWitnessThatBreaksEveryTieOfTheCoordinators'],
      ],
    },
    { at: '4s', heal: 'all' },
  ],
  duration: '10s',
  properties: [Properties],
});
