// SPDX-License-Identifier: GPL-2.0
#include "analysis/process_pool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace loopsim::analysis {
namespace {

using Strings = std::vector<std::string>;

// A pipe through which children tell the test what they do; it counts as closed when none of them lives.
class Telltale {
 public:
  Telltale() { EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0); }
  Telltale(const Telltale&) = delete;
  Telltale& operator=(const Telltale&) = delete;
  ~Telltale() {
    close_writer();
    ::close(ends_[0]);
  }

  void tell(char what) const { EXPECT_EQ(::write(ends_[1], &what, 1), 1); }

  void close_writer() {
    if (ends_[1] >= 0) {
      ::close(std::exchange(ends_[1], -1));
    }
  }

  char next() const {
    char what = 0;
    return ::read(ends_[0], &what, 1) == 1 ? what : '\0';
  }

  // Everything told, once all children are gone; fails the test if one is still there after a long time.
  std::string all() {
    close_writer();
    std::string told;
    pollfd polled{ends_[0], POLLIN, 0};
    while (::poll(&polled, 1, 30'000) == 1) {
      const char what = next();
      if (what == '\0') {
        return told;
      }
      told += what;
    }
    ADD_FAILURE() << "a child outlived the pool";
    return told;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

Job constant(const std::string& result) {
  return {result, [result] { return result; }};
}

[[noreturn]] void wait_for_ever() {
  for (;;) {
    ::pause();
  }
}

std::string error_of(const std::vector<Job>& jobs, int workers = 2) {
  try {
    run_in_processes(jobs, {.workers = workers, .progress = {}});
  } catch (const JobError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ProcessPool, ReturnsResultsInTheOrderOfTheJobs) {
  std::vector<Job> jobs;
  Strings expected;
  for (int i = 0; i < 20; ++i) {
    expected.push_back(std::to_string(i));
    // Later jobs tend to end first.
    jobs.push_back({expected.back(), [i] {
                      std::this_thread::sleep_for(std::chrono::milliseconds(20 - i));
                      return std::to_string(i);
                    }});
  }
  for (const int workers : {1, 3, 50}) {
    EXPECT_EQ(run_in_processes(jobs, {.workers = workers, .progress = {}}), expected);
  }
}

TEST(ProcessPool, CarriesResultsLargerThanAPipe) {
  std::string large(3'000'000, 'x');
  const std::vector<Job> jobs(3, {"large", [&] { return large; }});
  EXPECT_EQ(run_in_processes(jobs, {.workers = 2, .progress = {}}), Strings(3, large));
}

TEST(ProcessPool, CarriesEmptyAndBinaryResults) {
  std::string zeros("\0E\0", 3);
  EXPECT_EQ(run_in_processes({constant(""), {"zeros", [&] { return zeros; }}}, {}), (Strings{"", zeros}));
}

TEST(ProcessPool, HasNothingToDoWithoutJobs) { EXPECT_TRUE(run_in_processes({}, {}).empty()); }

TEST(ProcessPool, RunsNoMoreThanItsWorkersAtATime) {
  Telltale telltale;
  const std::vector<Job> jobs(12, {"job", [&] {
                                     telltale.tell('+');
                                     std::this_thread::sleep_for(std::chrono::milliseconds(2));
                                     telltale.tell('-');
                                     return std::string();
                                   }});
  run_in_processes(jobs, {.workers = 3, .progress = {}});
  int running = 0;
  int most = 0;
  for (const char what : telltale.all()) {
    running += what == '+' ? 1 : -1;
    most = std::max(most, running);
  }
  EXPECT_LE(most, 3);
  EXPECT_EQ(running, 0);
}

TEST(ProcessPool, ChildrenDoNotChangeTheParent) {
  int changed = 0;
  run_in_processes({{"job", [&] { return std::to_string(changed = 1); }}}, {});
  EXPECT_EQ(changed, 0);
}

TEST(ProcessPool, ReportsProgressFromNoneToAll) {
  std::vector<std::pair<std::size_t, std::size_t>> seen;
  run_in_processes(
      {constant("a"), constant("b"), constant("c")},
      {.workers = 2, .progress = [&](std::size_t done, std::size_t total) { seen.emplace_back(done, total); }});
  EXPECT_EQ(seen, (std::vector<std::pair<std::size_t, std::size_t>>{{0, 3}, {1, 3}, {2, 3}, {3, 3}}));
}

TEST(ProcessPool, TellsWhichJobThrewWhat) {
  EXPECT_EQ(
      error_of({constant("a"), {"async/nowait", []() -> std::string { throw std::runtime_error("lost a tag"); }}}),
      "async/nowait: lost a tag");
}

TEST(ProcessPool, TellsWhichJobWasKilled) {
  EXPECT_EQ(error_of({{"victim",
                       [] {
                         ::kill(::getpid(), SIGKILL);
                         return std::string();
                       }}}),
            "victim: killed by SIGKILL");
}

TEST(ProcessPool, TellsWhichJobLeftWithoutAResult) {
  const auto leaver = [](int code) { return Job{"leaver", [code]() -> std::string { ::_exit(code); }}; };
  EXPECT_EQ(error_of({leaver(7)}), "leaver: exited with code 7 and without a result");
  EXPECT_EQ(error_of({leaver(0)}), "leaver: exited with code 0 and without a result");
}

TEST(ProcessPool, FailureEndsTheOthers) {
  Telltale telltale;
  const Job sleeper{"sleeper", [&]() -> std::string {
                      telltale.tell('s');
                      wait_for_ever();
                    }};
  const Job failure{"failure", [&]() -> std::string {
                      telltale.next();  // the sleeper runs
                      throw std::runtime_error("no");
                    }};
  EXPECT_EQ(error_of({sleeper, failure, sleeper}), "failure: no");
  EXPECT_EQ(telltale.all(), "");
}

void send_to_parent_and_wait(int signal) {
  ::kill(::getppid(), signal);
  wait_for_ever();
}

TEST(ProcessPool, SignalsInterruptItAndEndTheChildren) {
  sigset_t before;
  ::sigprocmask(SIG_SETMASK, nullptr, &before);
  for (const int signal : {SIGINT, SIGTERM}) {
    Telltale telltale;
    const Job job{"job", [&]() -> std::string {
                    send_to_parent_and_wait(signal);
                    return {};
                  }};
    EXPECT_THROW(run_in_processes({job, job}, {.workers = 2, .progress = {}}), Interrupted);
    EXPECT_EQ(telltale.all(), "");
  }
  sigset_t after;
  ::sigprocmask(SIG_SETMASK, nullptr, &after);
  EXPECT_EQ(sigismember(&after, SIGINT), sigismember(&before, SIGINT));
  EXPECT_EQ(sigismember(&after, SIGTERM), sigismember(&before, SIGTERM));
}

TEST(ProcessPool, IgnoredSignalStaysIgnored) {
  const auto previous = std::signal(SIGINT, SIG_IGN);
  const Job job{"job", [] {
                  ::kill(::getppid(), SIGINT);
                  return std::string("done");
                }};
  EXPECT_EQ(run_in_processes({job}, {}), Strings{"done"});
  std::signal(SIGINT, previous);
}

TEST(ProcessPool, ChildrenDieWithAKilledParent) {
  Telltale telltale;
  const pid_t parent = ::fork();
  if (parent == 0) {
    run_in_processes({{"job",
                       [&]() -> std::string {
                         telltale.tell('s');
                         wait_for_ever();
                       }}},
                     {});
    ::_exit(0);
  }
  EXPECT_EQ(telltale.next(), 's');
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  EXPECT_EQ(telltale.all(), "");
}

// Jobs named a, b, c, ... one after the other, as a stream makes them.
JobSource stream_of(int count, std::function<std::string(int)> work) {
  return [count, work = std::move(work), next = 0]() mutable -> std::optional<Job> {
    if (next == count) {
      return std::nullopt;
    }
    const int number = next++;
    return Job{std::string(1, static_cast<char>('a' + number)), [work, number] { return work(number); }};
  };
}

TEST(ProcessStream, HandsOverEachResultAsItComes) {
  // The first job ends only when the result of the second has been taken.
  Telltale telltale;
  Strings taken(5);
  stream_through_processes(
      2,
      stream_of(5, [&](int number) { return number == 0 ? std::string(1, telltale.next()) : std::to_string(number); }),
      [&](const JobOutcome& outcome) {
        taken.at(outcome.job) = outcome.result;
        if (outcome.job == 1) {
          telltale.tell('t');
        }
      });
  EXPECT_EQ(taken, (Strings{"t", "1", "2", "3", "4"}));
}

TEST(ProcessStream, GoesOnAfterAFailure) {
  Strings errors;
  int good = 0;
  stream_through_processes(2,
                           stream_of(4,
                                     [](int number) -> std::string {
                                       if (number == 1) {
                                         throw std::runtime_error("no");
                                       }
                                       if (number == 2) {
                                         ::kill(::getpid(), SIGKILL);
                                       }
                                       return "yes";
                                     }),
                           [&](const JobOutcome& outcome) {
                             good += outcome.error ? 0 : 1;
                             if (outcome.error) {
                               errors.emplace_back(outcome.error->what());
                             }
                           });
  std::ranges::sort(errors);
  EXPECT_EQ(errors, (Strings{"b: no", "c: killed by SIGKILL"}));
  EXPECT_EQ(good, 2);
}

TEST(ProcessStream, EndsTheOthersWhenItsTakerThrows) {
  Telltale telltale;
  const auto work = [&](int number) -> std::string {
    if (number == 0) {
      telltale.tell('s');
      wait_for_ever();
    }
    telltale.next();  // the first runs
    return {};
  };
  EXPECT_THROW(
      stream_through_processes(2, stream_of(9, work), [](const JobOutcome&) { throw std::logic_error("enough"); }),
      std::logic_error);
  EXPECT_EQ(telltale.all(), "");
}

TEST(ProcessPool, NeedsAWorker) {
  EXPECT_THROW(run_in_processes({constant("a")}, {.workers = 0, .progress = {}}), std::invalid_argument);
}

}  // namespace
}  // namespace loopsim::analysis
