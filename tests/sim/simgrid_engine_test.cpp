// SPDX-License-Identifier: GPL-2.0
#include "sim/simgrid_engine.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/event_core.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"
#include "tests/sim/in_child.hpp"
#include "tests/sim/timeline.hpp"

namespace loopsim::sim {
namespace {

using ::testing::ThrowsMessage;

// A core under SimGrid, and what happened in it. To be made in a child process: the engine's clock cannot be reset.
struct Simulation {
  explicit Simulation(EngineMode mode) : engine(core, mode) {}

  void write(const std::string& what) { written += what + "@" + std::to_string(core.now()) + " "; }

  EventCore core;
  Timeline timeline{core};
  SimGridEngine engine;
  SimGridEngine::Signal signal{core};
  std::string written;
};

using Experiment = std::function<void(Simulation&)>;

std::string written_by(EngineMode mode, const Experiment& experiment) {
  return bytes_from_child([&] {
    Simulation simulation(mode);
    experiment(simulation);
    simulation.engine.run();
    return simulation.written;
  });
}

class SimGridEngineTest : public ::testing::TestWithParam<EngineMode> {
 protected:
  static std::string run(const Experiment& experiment) { return written_by(GetParam(), experiment); }
};

INSTANTIATE_TEST_SUITE_P(Modes, SimGridEngineTest, ::testing::Values(EngineMode::horizon, EngineMode::strict),
                         [](const auto& mode) { return mode.param == EngineMode::horizon ? "horizon" : "strict"; });

TEST_P(SimGridEngineTest, ActorsAndEventsTakeTurns) {
  const std::string written = run([](Simulation& simulation) {
    for (const SimTime at : {10, 20, 30}) simulation.timeline.at(at, [&] { simulation.write("event"); });
    simulation.engine.add_actor("actor", [&] {
      for (const SimTime at : {5, 15, 25, 35}) {
        SimGridEngine::sleep_until(at);
        simulation.write("actor");
      }
    });
  });
  EXPECT_EQ(written, "actor@5 event@10 actor@15 event@20 actor@25 event@30 actor@35 ");
}

TEST_P(SimGridEngineTest, AnActorSeesAllEventsOfItsInstant) {
  const std::string written = run([](Simulation& simulation) {
    simulation.timeline.at(10, [&] { simulation.write("first"); });
    simulation.timeline.at(10, [&] { simulation.write("second"); });
    simulation.engine.add_actor("actor", [&] {
      SimGridEngine::sleep_until(10);
      simulation.write("actor");
    });
  });
  EXPECT_EQ(written, "first@10 second@10 actor@10 ");
}

TEST_P(SimGridEngineTest, WakesActorsToTheNanosecond) {
  const std::string written = run([](Simulation& simulation) {
    simulation.engine.add_actor("actor", [&] {
      for (const SimTime at :
           {SimTime{1}, SimTime{2}, 3 * kSecond + 1, 3 * kSecond + 2, 1000 * kSecond + 123'456'789}) {
        SimGridEngine::sleep_until(at);
        simulation.written += std::to_string(SimGridEngine::now() - at) + " ";
        simulation.write("core");
      }
    });
    simulation.timeline.at(2000 * kSecond, [] {});
  });
  EXPECT_EQ(written, "0 core@1 0 core@2 0 core@3000000001 0 core@3000000002 0 core@1000123456789 ");
}

TEST_P(SimGridEngineTest, SleepingUntilThePastTakesNoTime) {
  const std::string written = run([](Simulation& simulation) {
    simulation.engine.add_actor("actor", [&] {
      SimGridEngine::sleep_until(50);
      SimGridEngine::sleep_until(20);
      simulation.write("actor");
    });
  });
  EXPECT_EQ(written, "actor@50 ");
}

TEST_P(SimGridEngineTest, AnActorWaitsForASignal) {
  const std::string written = run([](Simulation& simulation) {
    simulation.timeline.at(40, [&] {
      simulation.write("raised");
      simulation.signal.raise();
    });
    simulation.timeline.at(41, [&] { simulation.write("later"); });
    simulation.engine.add_actor("actor", [&] {
      simulation.signal.wait();
      simulation.write("actor");
    });
  });
  EXPECT_EQ(written, "raised@40 actor@40 later@41 ");
}

TEST_P(SimGridEngineTest, ASignalRaisedBeforeTheWaitIsNotLost) {
  const std::string written = run([](Simulation& simulation) {
    simulation.timeline.at(40, [&] { simulation.signal.raise(); });
    simulation.engine.add_actor("actor", [&] {
      SimGridEngine::sleep_until(70);
      simulation.signal.wait();
      simulation.write("actor");
    });
  });
  EXPECT_EQ(written, "actor@70 ");
}

TEST_P(SimGridEngineTest, AnActorMayScheduleEvents) {
  const std::string written = run([](Simulation& simulation) {
    simulation.timeline.at(100, [&] { simulation.write("event"); });
    simulation.engine.add_actor("actor", [&] {
      SimGridEngine::sleep_until(30);
      simulation.timeline.at(30, [&] { simulation.write("now"); });
      simulation.timeline.at(60, [&] { simulation.write("soon"); });
      SimGridEngine::sleep_until(200);
    });
  });
  EXPECT_EQ(written, "now@30 soon@60 event@100 ");
}

TEST_P(SimGridEngineTest, EventsGoOnAfterTheLastActorEnded) {
  const std::string written = run([](Simulation& simulation) {
    simulation.timeline.at(10, [&] { simulation.write("event"); });
    simulation.engine.add_actor("actor", [&] { SimGridEngine::sleep_until(20); });
  });
  EXPECT_EQ(written, "event@10 ");
}

TEST_P(SimGridEngineTest, AnActorThatWaitsForEverIsADeadlock) {
  auto wait_for_nothing = [] {
    bytes_from_child([] {
      Simulation simulation(GetParam());
      simulation.timeline.at(10, [] {});
      simulation.engine.add_actor("actor", [&] { simulation.signal.wait(); });
      try {
        simulation.engine.run();
      } catch (const Deadlock&) {
        throw std::runtime_error("a deadlock");
      }
      return std::string();
    });
  };
  EXPECT_THAT(wait_for_nothing, ThrowsMessage<std::runtime_error>("a deadlock"));
}

TEST_P(SimGridEngineTest, WhatAnActorThrowsReachesTheCaller) {
  auto fail = [] {
    run([](Simulation& simulation) {
      simulation.engine.add_actor("actor", [] {
        SimGridEngine::sleep_until(10);
        throw std::runtime_error("thrown by an actor");
      });
    });
  };
  EXPECT_THAT(fail, ThrowsMessage<std::runtime_error>("thrown by an actor"));
}

TEST_P(SimGridEngineTest, WhatAnEventThrowsReachesTheCaller) {
  auto fail = [] {
    run([](Simulation& simulation) {
      simulation.timeline.at(10, [] { throw std::runtime_error("thrown by an event"); });
      simulation.engine.add_actor("actor", [] { SimGridEngine::sleep_until(100); });
    });
  };
  EXPECT_THAT(fail, ThrowsMessage<std::runtime_error>("thrown by an event"));
}

// Events that beget events at random, some of them at the same instant, and now and then tell an actor; another actor
// adds to them at moments of its own.
class Storm {
 public:
  Storm(EngineMode mode, std::uint64_t seed) : simulation_(mode), random_(seed), actor_random_(seed + 1) {}

  // Digest, number of events, and then the dates at which the actors went on.
  std::vector<std::uint64_t> run() {
    for (int source = 0; source < kSources; ++source) beget();
    simulation_.engine.add_actor("listener", [this] { listen(); });
    simulation_.engine.add_actor("meddler", [this] { meddle(); });
    simulation_.engine.run();
    std::vector<std::uint64_t> result = {simulation_.core.digest(), simulation_.core.events()};
    result.insert(result.end(), actors_went_on_.begin(), actors_went_on_.end());
    return result;
  }

 private:
  static constexpr int kSources = 20;
  static constexpr int kSignals = 200;
  static constexpr std::uint64_t kEventsPerSignal = 10;

  // Mostly short delays, so that many events share their instant.
  SimTime delay() {
    const auto scale = static_cast<unsigned>(random_.below(16));
    return static_cast<SimTime>(random_.below(std::uint64_t{1} << scale));
  }

  void beget() {
    simulation_.timeline.at(simulation_.core.now() + delay(), [this] {
      simulation_.core.mix(++fired_);
      if (fired_ % kEventsPerSignal == 0 && raised_ < kSignals) {
        ++raised_;
        simulation_.signal.raise();
      }
      if (raised_ < kSignals) beget();
    });
  }

  void went_on() {
    actors_went_on_.push_back(static_cast<std::uint64_t>(SimGridEngine::now()));
    actors_went_on_.push_back(static_cast<std::uint64_t>(simulation_.core.now()));
  }

  void listen() {
    for (int heard = 0; heard < kSignals; ++heard) {
      simulation_.signal.wait();
      went_on();
    }
  }

  void meddle() {
    while (raised_ < kSignals) {
      SimGridEngine::sleep_until(SimGridEngine::now() + 1 + static_cast<SimTime>(actor_random_.below(3000)));
      went_on();
      beget();
    }
  }

  Simulation simulation_;
  Random random_;
  Random actor_random_;
  std::uint64_t fired_ = 0;
  int raised_ = 0;
  std::vector<std::uint64_t> actors_went_on_;
};

std::vector<std::uint64_t> storm(EngineMode mode, std::uint64_t seed) {
  return in_child([&] { return Storm(mode, seed).run(); });
}

TEST(EngineModeTest, HorizonAndStrictFireTheSameEventsAndWakeActorsAtTheSameTimes) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    EXPECT_EQ(storm(EngineMode::horizon, seed), storm(EngineMode::strict, seed)) << "seed " << seed;
  }
}

TEST(EngineModeTest, OtherSeedsGiveOtherStorms) {
  EXPECT_NE(storm(EngineMode::horizon, 1), storm(EngineMode::horizon, 2));
}

}  // namespace
}  // namespace loopsim::sim
