// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/counted_wait.hpp"
#include "models/direct_file.hpp"
#include "models/extent_map.hpp"
#include "models/file_counters.hpp"
#include "models/first_pass.hpp"
#include "models/timestamps.hpp"
#include "sim/rw_semaphore.hpp"

namespace loopsim::models {

// What the blocks of one request are: the states that occur among them.
class RequestMapping {
 public:
  void add(BlockState state) { states_ |= bit_of(state); }

  bool hole() const { return has(BlockState::hole); }            // some block must be allocated
  bool unwritten() const { return has(BlockState::unwritten); }  // some block must be converted when the write is done
  bool shared() const { return has(BlockState::shared); }        // some block must be copied
  bool allocates() const { return hole() || shared(); }
  // Some block is written, whoever shares it.
  bool data() const { return has(BlockState::written) || shared(); }
  // More than one extent.
  bool split() const { return (states_ & (states_ - 1)) != 0; }

 private:
  static unsigned bit_of(BlockState state) { return 1U << static_cast<unsigned>(state); }
  bool has(BlockState state) const { return (states_ & bit_of(state)) != 0; }

  unsigned states_ = 0;
};

// A file of a file system with a block mapping, its times and its inode lock: what XFS and ext4 share. How they lock is
// theirs.
class MappedFile : public DirectFile {
 public:
  // `map_lock` is the name of the lock of the block mapping.
  MappedFile(Kernel& kernel, const FileParameters& parameters, const char* map_lock, const LongestExtents& longest);

  sim::Task<IoResult> submit_buffered(Current& current, Kiocb& kiocb) final;
  sim::Task<> returns(Current& current, Kiocb& kiocb) final;
  const ExtentMap* extent_map() const final { return &map_; }
  const FileCounters* counters() const final { return &counters_; }
  LockHolds lock_holds() const final { return {map_lock_.exclusive_time(), inode_lock_.exclusive_time()}; }

 protected:
  const Costs& costs() const { return kernel().costs(); }
  sim::RwSemaphore& inode_lock() { return inode_lock_; }  // i_rwsem; XFS calls it IOLOCK
  sim::RwSemaphore& map_lock() { return map_lock_; }      // ILOCK, i_data_sem
  // A synchronous call that came to `result` keeps the inode's lock, which it holds as `how`, until its I/O is done; an
  // asynchronous one gives it back when it has submitted. Returns whether it is kept.
  bool keep_inode_lock(Kiocb& kiocb, IoResult result, Kept how);
  Timestamps& timestamps() { return timestamps_; }
  const Timestamps& timestamps() const { return timestamps_; }
  ExtentMap& map() { return map_; }
  bool cold() const { return cold_; }
  void warmed() { cold_ = false; }
  bool lazytime() const { return lazytime_; }
  FileCounters& counted() { return counters_; }

  RequestMapping mapping_of(const Kiocb& kiocb) const;
  // What the levels of today's extent tree beyond the first take of a lookup in it.
  sim::SimTime deeper_lookup_time() const { return (map_.tree_height() - 1) * costs().extent_lookup_level; }
  // The lines of the extent map (lock word, fork, a path through the tree) come from the CPU that used them last: time
  // that this takes `thread`, under the lock.
  sim::SimTime fetch_map(const sim::Thread& thread);
  // `base` and `growth` for each doubling of the extent count.
  sim::SimTime grown(sim::SimTime base, sim::SimTime growth) const;

  // Waits for the map lock on behalf of `use`, and counts the wait. The thread, which has lived through what it was
  // charged, owns it exclusively when they return.
  CountedWait lock_map(sim::Thread& thread, MapLockUse use);

  // Changes to the mapping, once the transaction for them is done.
  void allocated(const Kiocb& kiocb);
  void converted(const Kiocb& kiocb);
  void punched(const Kiocb& kiocb, const sim::Context& context);

  // A refused NOWAIT attempt, with the work that it wasted.
  IoResult refused(sim::Thread& thread, Eagain reason) const;
  // A read with blocks that nothing was written to (`found`): they are filled with zeros, the others read.
  sim::Task<IoResult> read_holes(Current& current, Kiocb& kiocb, const RequestMapping& found);

 private:
  sim::Task<> complete_and_release(Current& current, Kiocb& kiocb);
  void release_inode_lock(Current& current, Kiocb& kiocb);
  // Goes to the next extent of a read.
  virtual sim::Task<> look_up_next(sim::Thread& thread, const Kiocb& kiocb) = 0;
  sim::Task<IoResult> read_in_parts(Current& current, Kiocb& kiocb);
  void fill_with_zeros(sim::Thread& thread, std::uint64_t blocks) const;
  // A transaction that updates the file's times.
  virtual sim::Task<> update_times(sim::Thread& thread) = 0;
  // Whether cached reads take the inode's lock, shared.
  virtual bool locks_cached_reads() const = 0;
  bool completes_inline(const Kiocb& kiocb) const final { return iomap_completes_inline(kernel(), kiocb); }

  sim::RwSemaphore inode_lock_;
  sim::RwSemaphore map_lock_;
  Timestamps timestamps_;
  ExtentMap map_;
  FirstPass first_pass_;
  FileCounters counters_;
  const sim::Cpu* last_map_user_ = nullptr;
  bool cold_;
  bool lazytime_;
};

}  // namespace loopsim::models
