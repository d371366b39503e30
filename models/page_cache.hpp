// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "models/current.hpp"
#include "models/kernel.hpp"
#include "models/kiocb.hpp"
#include "models/page_map.hpp"
#include "sim/process.hpp"
#include "sim/random.hpp"

namespace loopsim::models {

// What the cached pages of a file come from and go to: its blocks (struct address_space_operations).
class PageStore {
 public:
  // Maps the blocks of `kiocb`, allocating what a write needs, and submits them; may sleep. Otherwise as
  // File::submit().
  virtual sim::Task<IoResult> submit_pages(Current& current, Kiocb& kiocb) = 0;

 protected:
  ~PageStore() = default;
};

struct PageCacheParameters {
  std::uint64_t blocks = 1;        // of the file
  double cached = 0;               // part of them in memory at first
  std::uint64_t dirty_limit = 16;  // blocks, dirty or being written back, at which a writer has to wait
  std::uint64_t seed = 0;
};

// What a page cache counts, since its start; in blocks.
struct PageCounters {
  std::uint64_t hits = 0;          // read or written in place
  std::uint64_t misses = 0;        // read from the device for somebody who waited
  std::uint64_t written_back = 0;  // submitted
  sim::SimTime throttled = 0;      // time that writers waited at the dirty limit
};

// The page cache of one file, in 4 KiB pages, none of which is ever evicted. A write dirties pages; from half the dirty
// limit on a flusher thread writes them back behind the writer, in runs of neighbours, and at the limit the writer
// sleeps until an eighth of it is gone. A read of a page that is not there waits for the device; one that goes on where
// the last one ended reads ahead. The file's own locks are its caller's business.
class PageCache final : private KiocbOwner {
 public:
  PageCache(Kernel& kernel, PageStore& store, const PageCacheParameters& parameters);

  // Copies out of or into the cache. An error where the device had one.
  sim::Task<IoResult> read(Current& current, Kiocb& kiocb);
  sim::Task<IoResult> write(Current& current, Kiocb& kiocb);
  // balance_dirty_pages(): lets the writer sleep at the dirty limit.
  sim::Task<> balance_dirty(sim::Thread& thread);
  // Writes back everything that is dirty now, and waits for it.
  sim::Task<> write_out(Current& current);
  // The blocks [first, end) are not in the file any more.
  void forget(std::uint64_t first, std::uint64_t end, const sim::Context& context);

  const PageCounters& counters() const { return counters_; }
  const PageMap& pages() const { return pages_; }
  // Blocks on their way to the device.
  std::uint64_t in_writeback() const { return in_writeback_; }

 private:
  class Read;
  struct Writeback {
    Kiocb kiocb;
    StageClock clock;
  };
  struct Syncer {
    sim::Thread* thread;
    std::uint64_t until;  // of runs ended
  };

  // Where enough is clean again. Whatever makes less of unstable() calls it.
  void wake_throttled(const sim::Context& context);
  std::uint64_t unstable() const { return pages_.dirty_blocks() + in_writeback_; }
  sim::Task<IoResult> fill(Current& current, const Kiocb& reader, std::uint64_t first, std::uint64_t end);
  std::uint64_t end_of_fill(std::uint64_t first, std::uint64_t end) const;
  // Until no more than `keep` blocks are dirty.
  sim::Task<> write_back(Current& current, std::uint64_t keep);
  Writeback& take_dirty_run();
  void ki_complete(Kiocb& kiocb, IoResult result, const sim::Context& context) override;
  sim::Process run_flusher();

  Kernel& kernel_;
  PageStore& store_;
  PageMap pages_;
  std::uint64_t dirty_limit_;
  std::uint64_t background_limit_;
  std::uint64_t resume_limit_;
  sim::Random luck_;
  PageCounters counters_;
  std::uint64_t read_ended_ = PageMap::kNone;  // where a sequential reader would go on
  std::uint64_t cursor_ = 0;                   // of the writeback
  std::uint64_t in_writeback_ = 0;
  std::uint64_t runs_started_ = 0;
  std::uint64_t runs_ended_ = 0;
  std::deque<Writeback> writebacks_;
  std::vector<Writeback*> free_;
  std::vector<sim::Thread*> throttled_;
  std::vector<Syncer> syncers_;
  sim::Thread flusher_;
  Current flusher_current_{flusher_};
  sim::Process process_;
};

}  // namespace loopsim::models
