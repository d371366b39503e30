// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "models/file_system.hpp"
#include "models/page_cache.hpp"

namespace loopsim::models {

// What direct I/O has in common in every file system (iomap): build a bio, submit it, and complete the kiocb where the
// bio ended or on a completion workqueue. Counts the I/Os in flight (i_dio_count), for those who must wait for them. A
// file opened for buffered I/O has a page cache, which reads and writes its pages the same way.
class DirectFile : public File, private BioOwner, private PageStore {
 public:
  DirectFile(Kernel& kernel, const FileParameters& parameters);

  sim::Task<> dio_work(Current& kworker, Kiocb& kiocb) final;
  void dio_work_done(Current& kworker, Kiocb& kiocb) final;
  // Waits for the pages to be written back, then for the device to have written its cache out.
  sim::Task<IoResult> fsync(Current& current, Kiocb& kiocb) override;
  const PageCounters* page_counters() const final { return page_cache_ ? &page_cache_->counters() : nullptr; }

 protected:
  Kernel& kernel() const { return kernel_; }
  // The inode's shared lines (lock words, counters) come from the CPU that used them last: charged to a submitter on
  // another CPU, `lines` at a time.
  void fetch_inode(sim::Thread& thread, int lines);
  // Submits the bio for the mapped blocks of `kiocb`; returns queued.
  sim::Task<IoResult> submit_mapped(Current& current, Kiocb& kiocb);
  // The same for a part of its blocks at a time (struct iomap_dio with several bios): between these two, submit_part()
  // for each, from block `first` to before `end`. The last one returns what submit_mapped() would.
  void begin_parts(Kiocb& kiocb);
  sim::Task<> submit_part(Current& current, Kiocb& kiocb, std::uint64_t first, std::uint64_t end);
  IoResult end_parts(Current& current, Kiocb& kiocb);
  // Passes the operation of `kiocb` on to the device and waits for it.
  sim::Task<IoResult> pass_down(Current& current, Kiocb& kiocb);
  // nullptr unless the file was opened for buffered I/O.
  PageCache* page_cache() { return page_cache_.get(); }
  // Writes back what is dirty, where there is a page cache.
  sim::Task<> write_pages_out(Current& current) {
    return page_cache_ ? page_cache_->write_out(current) : sim::Task<>::ready();
  }
  // iomap_dio_complete() in the caller of a synchronous I/O, once the bio has ended.
  sim::Task<> complete_in_caller(Current& current, Kiocb& kiocb);
  // inode_dio_wait(): sleeps until no direct I/O of the file is in flight.
  sim::Task<> drain(sim::Thread& thread);

 private:
  struct Part final : BioOwner {
    explicit Part(DirectFile& owner) : file(owner) {}
    void bio_end_io(Bio&, BioStatus status, const sim::Context& context) override {
      file.part_ended(*this, status, context);
    }

    DirectFile& file;
    Kiocb* kiocb = nullptr;
    Bio bio;
    StageClock clock;
  };

  // Whether the end of the bio completes the kiocb at once.
  virtual bool completes_inline(const Kiocb& kiocb) const = 0;
  // Whether the bio is marked no-wait for a no-wait kiocb.
  virtual bool passes_nowait_down() const { return false; }
  // What is left to do to the mapping when the bio has ended, in a kworker or in the caller of a synchronous I/O.
  virtual sim::Task<> end_io(Current&, Kiocb&) { return sim::Task<>::ready(); }
  // What the kernel calls that.
  virtual const char* end_io_function() const { return "end_io"; }

  void bio_end_io(Bio& bio, BioStatus status, const sim::Context& context) override;
  void part_ended(Part& part, BioStatus status, const sim::Context& context);
  sim::Task<IoResult> submit_to_the_end(Current& current, Kiocb& kiocb);
  void tell_enters_end_io(const Current& current, const Kiocb& kiocb) const;
  void tell_leaves(const Current& current) const;
  void complete(Kiocb& kiocb, IoResult result, const sim::Context& context);
  void count_down(const sim::Context& context);

  Kernel& kernel_;
  BlockDevice& device_;
  bool device_ends_in_submission_;
  Stage work_stage_;
  const sim::Cpu* last_submitter_ = nullptr;
  int dio_count_ = 0;
  sim::Thread* drainer_ = nullptr;
  std::deque<Part> parts_;
  std::vector<Part*> free_parts_;
  std::unique_ptr<PageCache> page_cache_;
};

// The rule of the iomap file systems (iomap_dio_done()). A synchronous I/O is finished by its own task, blocks to
// convert included; reads complete where the bio ended; writes take the completion workqueue, overwrites on new kernels
// excepted, and so does writeback that must convert.
bool iomap_completes_inline(const Kernel& kernel, const Kiocb& kiocb);

}  // namespace loopsim::models
