// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/trace/buffered_file.hpp"
#include "sim/time.hpp"

namespace loopsim::analysis {

// Writes Chrome's trace event format (JSON object form), which Perfetto and chrome://tracing read, event by event. On
// each track time never goes back: an event that would is moved to the one before. Slices on a track nest; those that
// are open at the end are closed there.
class TraceEvents {
 public:
  // A line in the viewer: a thread of a process, in the format's terms.
  using Track = std::size_t;
  enum class Flow : char { start = 's', step = 't', finish = 'f' };

  // `about` goes into the file as text.
  TraceEvents(std::FILE* file, std::string_view about);

  // Tracks of one `process` stand together, processes in the order of their numbers. Names may hold any characters.
  void name_process(int process, std::string_view name);
  Track add_track(int process, std::string_view name);

  // `command` is shown with the slice unless it is 0.
  void begin(Track track, std::string_view name, sim::SimTime at, std::uint64_t command = 0);
  // Nothing where no slice is open.
  void end(Track track, sim::SimTime at);
  // The next end on `track` says that the slice came to EAGAIN, and for what `reason`.
  void result(Track track, std::string_view reason) { tracks_[track].eagain = reason; }
  // A slice in one piece.
  void slice(Track track, std::string_view name, sim::SimTime from, sim::SimTime until, std::uint64_t command = 0);
  // An arrow of the command goes through the slice that is open there.
  void flow(Track track, Flow flow, std::uint64_t command, sim::SimTime at);
  // Details of a command, in the slice that was begun last on that track.
  void begin(Track track, std::string_view name, sim::SimTime at, std::uint64_t command, std::string_view op,
             std::uint64_t offset, std::uint32_t bytes);
  void counter(int process, std::string_view name, sim::SimTime at, std::int64_t value);

  // Closes what is open and ends the file. Throws std::system_error as every call does that finds it cannot write.
  void finish(sim::SimTime at);

  std::uint64_t events() const { return events_; }

 private:
  struct TrackState {
    int process = 0;
    int depth = 0;
    sim::SimTime last = 0;
    std::string_view eagain = {};
  };

  sim::SimTime advance(Track track, sim::SimTime at);
  void metadata(int process, Track track, std::string_view what, std::string_view key, const std::string& json);
  void separate();

  BufferedFile out_;
  std::vector<TrackState> tracks_;
  std::uint64_t events_ = 0;
};

// A text as JSON has it, quotes included; bytes that are not UTF-8 are replaced.
std::string json_text(std::string_view text);

}  // namespace loopsim::analysis
