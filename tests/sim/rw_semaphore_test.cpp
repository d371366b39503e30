// SPDX-License-Identifier: GPL-2.0
#include "sim/rw_semaphore.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/process.hpp"
#include "sim/processors.hpp"
#include "sim/time.hpp"
#include "tests/sim/machine.hpp"

namespace loopsim::sim {
namespace {

constexpr RwSemaphoreCosts kSleepAtOnce{};
constexpr RwSemaphoreCosts kSpin{.spin_handover = 3, .spin_limit = 1000};

// Threads on CPUs of their own that take one semaphore; `entered_` tells in which order and when they got it.
class RwSemaphoreTest : public ::testing::Test {
 protected:
  explicit RwSemaphoreTest(const RwSemaphoreCosts& costs = kSleepAtOnce) : semaphore_(machine_.processors(), costs) {}

  // From `at` on, as soon as it is granted, `name` holds the semaphore for `hold`.
  void read(const std::string& name, SimTime at, SimTime hold) {
    start(at, [&](Thread& self) { return reader(self, name, hold); });
  }
  void write(const std::string& name, SimTime at, SimTime hold) {
    start(at, [&](Thread& self) { return writer(self, name, hold); });
  }
  void section(const std::string& name, SimTime at, SimTime length) {
    start(at, [&](Thread& self) { return read_section(self, name, length); });
  }

  void at(SimTime time, std::function<void()> action) { machine_.at(time, std::move(action)); }

  std::vector<std::string> run() {
    machine_.run();
    EXPECT_TRUE(machine_.all_done()) << "somebody waits for ever";
    return entered_;
  }

  template <typename Start>
  void start(SimTime at, const Start& body) {
    Thread& thread = machine_.bound(next_cpu_++);
    machine_.park(thread, body(thread));
    machine_.at(at, [&thread] { thread.wake(Context(thread.cpu(), Context::Kind::hardirq)); });
  }

  void enter(const std::string& name) { entered_.push_back(name + "@" + std::to_string(machine_.now())); }

  Process reader(Thread& self, std::string name, SimTime hold) {
    co_await semaphore_.down_read(self);
    enter(name);
    co_await self.compute(hold);
    semaphore_.up_read(Context(self));
    self.exit();
  }

  Process writer(Thread& self, std::string name, SimTime hold) {
    co_await semaphore_.down_write(self);
    enter(name);
    co_await self.compute(hold);
    semaphore_.up_write(Context(self));
    self.exit();
  }

  // Owns it while it computes, and then while it sleeps.
  Process sleeping_writer(Thread& self, SimTime computing, SimTime asleep) {
    co_await semaphore_.down_write(self);
    co_await self.compute(computing);
    co_await self.delay(asleep);
    semaphore_.up_write(Context(self));
    self.exit();
  }

  Process read_section(Thread& self, std::string name, SimTime length) {
    co_await semaphore_.read_section(self, length);
    enter(name);
    co_await self.compute(length);
    self.exit();
  }

  Machine machine_{16};
  RwSemaphore semaphore_;

 private:
  int next_cpu_ = 0;
  std::vector<std::string> entered_;
};

class SpinningRwSemaphoreTest : public RwSemaphoreTest {
 protected:
  SpinningRwSemaphoreTest() : RwSemaphoreTest(kSpin) {}
};

using Order = std::vector<std::string>;

TEST_F(RwSemaphoreTest, ReadersShare) {
  read("a", 10, 100);
  read("b", 20, 100);
  EXPECT_EQ(run(), (Order{"a@10", "b@20"}));
}

TEST_F(RwSemaphoreTest, AWriterWaitsForAllReaders) {
  read("a", 10, 100);
  read("b", 20, 200);
  write("c", 30, 10);
  EXPECT_EQ(run(), (Order{"a@10", "b@20", "c@220"}));
}

TEST_F(RwSemaphoreTest, EverybodyWaitsForAWriter) {
  write("a", 10, 100);
  read("b", 20, 10);
  write("c", 30, 10);
  EXPECT_EQ(run(), (Order{"a@10", "b@110", "c@120"}));
}

TEST_F(RwSemaphoreTest, AReaderDoesNotPassAWriterThatWaits) {
  read("a", 10, 100);
  write("b", 20, 50);
  read("c", 30, 10);
  EXPECT_EQ(run(), (Order{"a@10", "b@110", "c@160"}));
}

// rwsem_mark_wake().
TEST_F(RwSemaphoreTest, WithAReaderAtTheHeadAllReadersEnterPastTheWriters) {
  write("a", 10, 100);
  read("b", 20, 30);
  read("c", 30, 40);
  write("d", 40, 10);
  read("e", 50, 10);
  EXPECT_EQ(run(), (Order{"a@10", "b@110", "c@110", "e@110", "d@150"}));
}

TEST_F(RwSemaphoreTest, CountsThoseWhoSlept) {
  write("a", 10, 100);
  read("b", 20, 10);
  write("c", 30, 10);
  at(50, [&] { EXPECT_EQ(semaphore_.queued(), 2U); });
  run();
  EXPECT_EQ(semaphore_.sleeps(), 2U);
  EXPECT_EQ(semaphore_.queued(), 0U);
}

TEST_F(RwSemaphoreTest, TriesSucceedOnAFreeOne) {
  EXPECT_TRUE(semaphore_.try_read_section(0));
  EXPECT_TRUE(semaphore_.try_down_write());
  EXPECT_TRUE(semaphore_.owned_by_writer());
}

TEST_F(RwSemaphoreTest, TriesFailWhereAWriterOwnsIt) {
  write("a", 10, 100);
  at(50, [&] {
    EXPECT_TRUE(semaphore_.owned_by_writer());
    EXPECT_FALSE(semaphore_.try_down_read());
    EXPECT_FALSE(semaphore_.try_read_section(5));
    EXPECT_FALSE(semaphore_.try_down_write());
  });
  run();
}

TEST_F(RwSemaphoreTest, AmongReadersOnlyASharedTrySucceeds) {
  read("a", 10, 100);
  at(50, [&] {
    EXPECT_FALSE(semaphore_.try_down_write());
    EXPECT_TRUE(semaphore_.try_read_section(5));
  });
  run();
}

TEST_F(RwSemaphoreTest, ASharedTryFailsWhereSomebodyIsQueuedThoughReadersOwnIt) {
  read("a", 10, 100);
  write("b", 20, 10);
  at(50, [&] {
    EXPECT_FALSE(semaphore_.try_down_read());
    EXPECT_FALSE(semaphore_.try_read_section(5));
  });
  run();
}

TEST_F(RwSemaphoreTest, AWriterWaitsForTheEndOfATimedSection) {
  section("a", 10, 100);
  section("b", 50, 100);
  write("c", 60, 10);
  at(149, [&] { EXPECT_FALSE(semaphore_.try_down_write()); });
  EXPECT_EQ(run(), (Order{"a@10", "b@50", "c@150"}));
}

TEST_F(RwSemaphoreTest, ATimedSectionNeedsNobodyToEndIt) {
  section("a", 10, 100);
  at(109, [&] { EXPECT_FALSE(semaphore_.try_down_write()); });
  at(110, [&] { EXPECT_TRUE(semaphore_.try_down_write()); });
  run();
}

TEST_F(RwSemaphoreTest, AWriterWaitsForSectionAndReaderWhicheverIsLonger) {
  section("a", 10, 100);
  read("b", 20, 30);
  write("c", 30, 100);
  section("d", 300, 10);
  read("e", 300, 30);
  write("f", 305, 10);
  EXPECT_EQ(run(), (Order{"a@10", "b@20", "c@110", "d@300", "e@300", "f@330"}));
}

TEST_F(RwSemaphoreTest, ATimedSectionWaitsForAWriterAndHoldsOffTheNext) {
  write("a", 10, 100);
  section("b", 20, 40);
  write("c", 30, 10);
  EXPECT_EQ(run(), (Order{"a@10", "b@110", "c@150"}));
}

TEST_F(RwSemaphoreTest, ATimedSectionOfNoLengthLetsTheNextOneIn) {
  write("a", 10, 100);
  section("b", 20, 0);
  write("c", 30, 10);
  EXPECT_EQ(run(), (Order{"a@10", "b@110", "c@110"}));
}

TEST_F(SpinningRwSemaphoreTest, ASpinningWriterHasItAHandoverAfterTheRelease) {
  write("a", 10, 100);
  write("b", 20, 10);
  EXPECT_EQ(run(), (Order{"a@10", "b@113"}));
  EXPECT_EQ(semaphore_.sleeps(), 0U);
}

TEST_F(SpinningRwSemaphoreTest, ASpinningWriterTakesItAsATimedSectionEnds) {
  section("a", 10, 100);
  write("b", 20, 10);
  EXPECT_EQ(run(), (Order{"a@10", "b@110"}));
}

TEST_F(SpinningRwSemaphoreTest, ASpinningWriterTakesItAsTheLongerOfSectionAndReaderEnds) {
  read("a", 10, 30);
  section("b", 15, 100);
  write("c", 20, 10);
  const Order entered = run();
  const Order expected{"a@10", "b@15", "c@" + std::to_string(115 + kSpin.spin_handover)};
  EXPECT_EQ(entered, expected);
}

TEST_F(SpinningRwSemaphoreTest, ASpinnerTakesItPastThoseWhoSleep) {
  write("a", 10, 3000);
  read("b", 20, 10);
  write("c", 2900, 100);
  at(2950, [&] { EXPECT_EQ(semaphore_.queued(), 1U); });
  EXPECT_EQ(run(), (Order{"a@10", "c@3013", "b@3113"}));
}

// One has told that these readers take their time.
TEST_F(SpinningRwSemaphoreTest, NobodySpinsOnReadersThatAWriterHasSpunOnInVain) {
  read("a", 10, 3000);
  write("b", 20, 10);
  write("c", 2900, 10);
  at(2901, [&] { EXPECT_EQ(semaphore_.queued(), 2U); });
  EXPECT_EQ(run(), (Order{"a@10", "b@3010", "c@3020"}));
}

TEST_F(SpinningRwSemaphoreTest, AWriterSpinsAsLongAsTheOwnerRuns) {
  write("a", 10, 3000);
  write("b", 20, 10);
  EXPECT_EQ(run(), (Order{"a@10", "b@3013"}));
  EXPECT_EQ(semaphore_.sleeps(), 0U);
}

// It looks at the owner once every limit.
TEST_F(SpinningRwSemaphoreTest, AWriterSleepsOnceTheOwnerDoes) {
  start(10, [&](Thread& self) { return sleeping_writer(self, 100, 5000); });
  write("b", 20, 10);
  at(20 + kSpin.spin_limit - 1, [&] { EXPECT_EQ(semaphore_.queued(), 0U); });
  at(20 + kSpin.spin_limit + 1, [&] { EXPECT_EQ(semaphore_.queued(), 1U); });
  EXPECT_EQ(run(), (Order{"b@5110"}));
  EXPECT_EQ(semaphore_.sleeps(), 1U);
}

TEST_F(SpinningRwSemaphoreTest, AWriterDoesNotSpinOnAnOwnerThatSleeps) {
  start(10, [&](Thread& self) { return sleeping_writer(self, 100, 5000); });
  write("b", 200, 10);
  at(201, [&] { EXPECT_EQ(semaphore_.queued(), 1U); });
  EXPECT_EQ(run(), (Order{"b@5110"}));
}

// Half a microsecond more for each reader where the limit is 10 us.
TEST_F(SpinningRwSemaphoreTest, AWriterSleepsAfterTheLimitOnReaders) {
  read("a", 10, 3000);
  read("b", 15, 3000);
  write("c", 20, 10);
  constexpr SimTime kLimit = kSpin.spin_limit + 2 * kSpin.spin_limit / 20;
  at(20 + kLimit - 1, [&] { EXPECT_EQ(semaphore_.queued(), 0U); });
  at(20 + kLimit + 1, [&] { EXPECT_EQ(semaphore_.queued(), 1U); });
  run();
  EXPECT_EQ(semaphore_.sleeps(), 1U);
}

// A writer that finds the lock taken on a CPU that another thread waits for: how often it slept for the lock.
std::uint64_t sleeps_beside(bool somebody_waits, SimTime lazy_tick = 0) {
  Machine machine(2, {.slice = 100, .lazy_tick = lazy_tick, .wakeup_granularity = 100});
  RwSemaphore semaphore(machine.processors(), kSpin);
  auto body = [](RwSemaphore& lock, Thread& self, SimTime first, SimTime hold) -> Process {
    co_await self.compute(first);
    co_await lock.down_write(self);
    co_await self.compute(hold);
    lock.up_write(Context(self));
    self.exit();
  };
  auto plain = [](Thread& self) -> Process {
    co_await self.compute(10);
    self.exit();
  };
  Thread& owner = machine.bound(0);
  Thread& writer = machine.bound(1);
  Thread& other = machine.bound(1);
  machine.launch(owner, body(semaphore, owner, 0, 2000));
  machine.launch(writer, body(semaphore, writer, 500, 10));
  if (somebody_waits) machine.launch(other, plain(other));
  machine.run();
  EXPECT_TRUE(machine.all_done());
  return semaphore.sleeps();
}

TEST(RwSemaphoreSpinTest, AWriterWhoseCpuIsWantedDoesNotSpin) {
  EXPECT_EQ(sleeps_beside(false), 0U);
  EXPECT_EQ(sleeps_beside(true), 1U);
}

// TIF_NEED_RESCHED_LAZY is not need_resched().
TEST(RwSemaphoreSpinTest, UnderPreemptLazyItSpinsOnUntilTheTick) {
  EXPECT_EQ(sleeps_beside(true, 10'000), 0U);
  EXPECT_EQ(sleeps_beside(true, 400), 1U);
}

// An error ends a run wherever its threads stand, and their frames go in any order.
TEST(ReadLockTest, AThreadMayBeDestroyedInsideWhileOthersWait) {
  Machine machine(2);
  RwSemaphore semaphore(machine.processors(), kSleepAtOnce);
  auto waits = [](RwSemaphore& lock, Thread& self) -> Process {
    co_await self.compute(10);
    co_await lock.down_write(self);
  };
  auto holds = [](RwSemaphore& lock, Thread& self) -> Process {
    co_await lock.down_read(self);
    const ReadLock held(lock, self);
    co_await self.compute(100);
  };
  Thread& writer = machine.bound(0);
  Thread& reader = machine.bound(1);
  Process waiting = waits(semaphore, writer);
  Process holding = holds(semaphore, reader);
  writer.launch(waiting.handle());
  reader.launch(holding.handle());
  machine.core().run_until(50);
  ASSERT_EQ(semaphore.queued(), 1U);
  waiting = Process();
  holding = Process();
  EXPECT_TRUE(waiting.done());
  EXPECT_EQ(semaphore.queued(), 0U);
}

// An owner, a writer that sleeps behind it and is slow to run once woken, and one that comes in between: when the last
// one has the lock.
SimTime latecomer_enters_at(const RwSemaphoreCosts& costs, SimTime comes_at) {
  Machine machine(3, {.wake_local = 500, .wake_remote = 500});
  RwSemaphore semaphore(machine.processors(), costs);
  auto body = [](Machine& on, RwSemaphore& lock, Thread& self, SimTime hold, SimTime& when) -> Process {
    co_await lock.down_write(self);
    when = on.now();
    co_await self.compute(hold);
    lock.up_write(Context(self));
    self.exit();
  };
  SimTime ignored = 0;
  SimTime entered = -1;
  Thread& owner = machine.bound(0);
  Thread& sleeper = machine.bound(1);
  Thread& late = machine.bound(2);
  machine.launch(owner, body(machine, semaphore, owner, 5000, ignored));
  machine.launch(sleeper, body(machine, semaphore, sleeper, 10, ignored));
  machine.at(comes_at, [&] { machine.launch(late, body(machine, semaphore, late, 10, entered)); });
  machine.run();
  EXPECT_TRUE(machine.all_done());
  return entered;
}

// While a sleeper is on its way from the wake-up to its CPU the lock is free, and whoever spins finds it so at once.
TEST(RwSemaphoreStealTest, ASpinnerTakesAFreeLockPastASleeperThatIsBeingWoken) {
  EXPECT_EQ(latecomer_enters_at(kSpin, 5100), 5100);
}

TEST(RwSemaphoreStealTest, WhoDoesNotSpinWaitsBehindTheSleeper) {
  // The sleeper runs 500 after its wake-up, holds the lock for 10, and the latecomer in turn runs 500 after that.
  EXPECT_EQ(latecomer_enters_at(kSleepAtOnce, 5100), 5000 + 500 + 10 + 500);
}

// A writer that sleeps behind an owner is on its way to its CPU from 5000 to 5570, but a reader has the lock for 60
// of every 100: when the writer has it.
SimTime overtaken_writer_enters_at(const RwSemaphoreCosts& costs) {
  constexpr int kReaders = 400;
  Machine machine(3, {.wake_local = 570, .wake_remote = 570});
  RwSemaphore semaphore(machine.processors(), costs);
  SimTime entered = -1;
  const auto own = [](RwSemaphore& lock, Thread& self) -> Process {
    co_await lock.down_write(self);
    co_await self.compute(5000);
    lock.up_write(Context(self));
    self.exit();
  };
  const auto wait = [](Machine& on, RwSemaphore& lock, Thread& self, SimTime& when) -> Process {
    co_await lock.down_write(self);
    when = on.now();
    lock.up_write(Context(self));
    self.exit();
  };
  const auto read = [](RwSemaphore& lock, Thread& self) -> Process {
    for (int i = 0; i < kReaders; ++i) {
      co_await lock.down_read(self);
      co_await self.compute(60);
      lock.up_read(Context(self));
      co_await self.compute(40);
    }
    self.exit();
  };
  Thread& owner = machine.bound(0);
  Thread& writer = machine.bound(1);
  Thread& reader = machine.bound(2);
  machine.launch(owner, own(semaphore, owner));
  machine.launch(writer, wait(machine, semaphore, writer, entered));
  machine.at(5040, [&] { machine.launch(reader, read(semaphore, reader)); });
  machine.run();
  EXPECT_TRUE(machine.all_done());
  return entered;
}

// A reader finds the lock free and takes it. The writer wakes up at 5500 while one is inside, is woken at its end and
// is late again, and so on until they are done.
TEST(RwSemaphoreStealTest, ReadersTakeAFreeLockPastAWriterThatIsBeingWoken) {
  EXPECT_GT(overtaken_writer_enters_at(kSleepAtOnce), 5040 + 400 * 100);
}

// At 5570 it has waited for more than 5000 and asks: the reader inside at that time, until 5600, is the last before it.
TEST(RwSemaphoreStealTest, ASleeperThatWasOvertakenForTooLongIsNext) {
  EXPECT_EQ(overtaken_writer_enters_at({.handoff_after = 5000}), 5600 + 570);
}

// It asks while the owner is inside, and nobody gets past it.
TEST(RwSemaphoreStealTest, ARealTimeWriterIsNeverOvertaken) {
  EXPECT_EQ(overtaken_writer_enters_at({.real_time = true}), 5000 + 570);
}

// One use of the semaphore by one thread of a random crowd.
struct Use {
  enum class Kind { read, write, section, try_read, try_write, try_section };
  Kind kind;
  SimTime hold;
  SimTime pause;
};

using Plan = std::vector<Use>;

// Knows who is inside by what the semaphore granted, and fails when that is against the rules.
class Guard {
 public:
  explicit Guard(const Machine& machine) : machine_(machine) {}

  void enter_shared() {
    RC_ASSERT(writers_ == 0);
    ++readers_;
  }
  void leave_shared() { --readers_; }
  void enter_section(SimTime length) {
    RC_ASSERT(writers_ == 0);
    sections_until_ = std::max(sections_until_, machine_.now() + length);
  }
  void enter_exclusive() {
    RC_ASSERT(writers_ == 0);
    RC_ASSERT(readers_ == 0);
    RC_ASSERT(sections_until_ <= machine_.now());
    ++writers_;
  }
  void leave_exclusive() { --writers_; }

 private:
  const Machine& machine_;
  int readers_ = 0;
  int writers_ = 0;
  SimTime sections_until_ = 0;
};

Task<> use_shared(RwSemaphore& semaphore, Guard& guard, Thread& self, SimTime hold) {
  guard.enter_shared();
  co_await self.compute(hold);
  guard.leave_shared();
  semaphore.up_read(Context(self));
}

Task<> use_exclusive(RwSemaphore& semaphore, Guard& guard, Thread& self, SimTime hold) {
  guard.enter_exclusive();
  co_await self.compute(hold);
  guard.leave_exclusive();
  semaphore.up_write(Context(self));
}

Task<> use_section(Guard& guard, Thread& self, SimTime length) {
  guard.enter_section(length);
  co_await self.compute(length);
}

Process follow(RwSemaphore& semaphore, Guard& guard, Thread& self, const Plan& plan) {
  for (const Use& use : plan) {
    switch (use.kind) {
      case Use::Kind::read:
        co_await semaphore.down_read(self);
        co_await use_shared(semaphore, guard, self, use.hold);
        break;
      case Use::Kind::write:
        co_await semaphore.down_write(self);
        co_await use_exclusive(semaphore, guard, self, use.hold);
        break;
      case Use::Kind::section:
        co_await semaphore.read_section(self, use.hold);
        co_await use_section(guard, self, use.hold);
        break;
      case Use::Kind::try_read:
        if (semaphore.try_down_read()) co_await use_shared(semaphore, guard, self, use.hold);
        break;
      case Use::Kind::try_write:
        if (semaphore.try_down_write()) co_await use_exclusive(semaphore, guard, self, use.hold);
        break;
      case Use::Kind::try_section:
        if (semaphore.try_read_section(use.hold)) co_await use_section(guard, self, use.hold);
        break;
    }
    co_await self.compute(use.pause);
    co_await self.cond_resched();
  }
  self.exit();
}

rc::Gen<SimTime> time_below(SimTime limit) {
  return rc::gen::weightedOneOf<SimTime>({{1, rc::gen::just<SimTime>(0)}, {4, rc::gen::inRange<SimTime>(1, limit)}});
}

rc::Gen<Plan> plan() {
  return rc::gen::container<Plan>(
      rc::gen::construct<Use>(rc::gen::element(Use::Kind::read, Use::Kind::write, Use::Kind::section,
                                               Use::Kind::try_read, Use::Kind::try_write, Use::Kind::try_section),
                              time_below(200), time_below(400)));
}

// Exclusion, and nobody is forgotten: everybody comes to the end of his plan.
void check_crowd(int cpus, const SchedulerCosts& scheduler, const RwSemaphoreCosts& costs) {
  const auto plans = *rc::gen::container<std::vector<Plan>>(*rc::gen::inRange<std::size_t>(2, 9), plan());
  Machine machine(cpus, scheduler);
  RwSemaphore semaphore(machine.processors(), costs);
  Guard guard(machine);
  for (std::size_t number = 0; number < plans.size(); ++number) {
    Thread& thread = machine.unbound(static_cast<int>(number) % cpus);
    machine.launch(thread, follow(semaphore, guard, thread, plans[number]));
  }
  machine.run();
  RC_ASSERT(machine.all_done());
  RC_ASSERT(semaphore.queued() == 0U);
  RC_ASSERT(!semaphore.owned_by_writer());
}

constexpr SchedulerCosts kScheduler{.wake_issue = 5,
                                    .wake_local = 30,
                                    .wake_remote = 90,
                                    .context_switch = 20,
                                    .migration = 10,
                                    .slice = 3000,
                                    .wakeup_granularity = 500};

RC_GTEST_PROP(RwSemaphoreCrowdTest, SleepersOnFreeCpus, ()) { check_crowd(8, {}, kSleepAtOnce); }

RC_GTEST_PROP(RwSemaphoreCrowdTest, SleepersOnBusyCpus, ()) { check_crowd(2, kScheduler, kSleepAtOnce); }

RC_GTEST_PROP(RwSemaphoreCrowdTest, SpinnersOnFreeCpus, ()) {
  check_crowd(8, kScheduler, {.spin_handover = 4, .spin_limit = 150});
}

RC_GTEST_PROP(RwSemaphoreCrowdTest, SpinnersOnBusyCpus, ()) {
  check_crowd(2, kScheduler, {.spin_handover = 4, .spin_limit = 150});
}

}  // namespace
}  // namespace loopsim::sim
