// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "models/observer.hpp"
#include "sim/time.hpp"

namespace loopsim::analysis {

// The commands of a run that a trace follows: the first so many that begin at or after a time. The trace is open from
// the first one's beginning until the last one has been reaped, for other commands' doings, too.
class TraceWindow {
 public:
  // A command that is followed.
  struct Followed {
    std::uint64_t number = 0;  // from 1, in the order in which they begin
    models::IssuedCommand command;
    std::optional<std::size_t> last_track;  // where the trace has shown it last
  };

  TraceWindow(sim::SimTime from, std::uint64_t commands) : from_(from), wanted_(commands) {}

  void begins(const models::StageClock& command, const models::IssuedCommand& issued, sim::SimTime at) {
    if (at < from_ || begun_ == wanted_) return;
    if (begun_ == 0) opened_at_ = at;
    open_ = true;
    in_flight_[&command] = {++begun_, issued, std::nullopt};
  }
  // True if that was the last one, which closes the window.
  bool ends(const models::StageClock& command, sim::SimTime at) {
    if (in_flight_.erase(&command) == 0) return false;
    closed_at_ = at;
    if (++ended_ < wanted_) return false;
    open_ = false;
    return true;
  }

  bool open() const { return open_; }
  // nullptr for a command that is not followed, and for none.
  Followed* find(const models::StageClock* command) {
    const auto found = in_flight_.find(command);
    return found == in_flight_.end() ? nullptr : &found->second;
  }

  std::uint64_t commands() const { return ended_; }
  // Of the first command; 0 where there was none.
  sim::SimTime opened_at() const { return opened_at_; }
  // When the last command so far was reaped.
  sim::SimTime closed_at() const { return closed_at_; }

 private:
  sim::SimTime from_;
  std::uint64_t wanted_;
  std::uint64_t begun_ = 0;
  std::uint64_t ended_ = 0;
  bool open_ = false;
  sim::SimTime opened_at_ = 0;
  sim::SimTime closed_at_ = 0;
  std::unordered_map<const models::StageClock*, Followed> in_flight_;
};

}  // namespace loopsim::analysis
