// SPDX-License-Identifier: GPL-2.0
#include "models/direct_file.hpp"

#include <algorithm>

#include "models/bio_wait.hpp"
#include "models/block_device.hpp"
#include "models/dio_workqueue.hpp"

namespace loopsim::models {
namespace {

// The kiocb that a file embedded `bio` in.
Kiocb& kiocb_of(Bio& bio) { return *static_cast<Kiocb*>(bio.owner_data); }

IoResult result_of(BioStatus status) {
  switch (status) {
    case BioStatus::ok:
      return IoResult::done();
    case BioStatus::again:
      return IoResult::again(Eagain::lower_tag);
    case BioStatus::io_error:
      break;
  }
  return IoResult::error();
}

}  // namespace

DirectFile::DirectFile(Kernel& kernel, const FileParameters& parameters)
    : kernel_(kernel),
      device_(parameters.device),
      device_ends_in_submission_(device_.ends_in_submission()),
      work_stage_(parameters.work_stage) {
  if (parameters.page_cache)
    page_cache_ = std::make_unique<PageCache>(kernel, static_cast<PageStore&>(*this), *parameters.page_cache);
}

void DirectFile::fetch_inode(sim::Thread& thread, int lines) {
  if (last_submitter_ != nullptr && last_submitter_ != &thread.cpu())
    thread.charge(lines * kernel_.costs().line_crossing);
  last_submitter_ = &thread.cpu();
}

sim::Task<IoResult> DirectFile::submit_mapped(Current& current, Kiocb& kiocb) {
  kiocb.fill_bio(device_, *this);
  kiocb.bio.nowait = kiocb.nowait && passes_nowait_down();
  kiocb.file = this;
  ++dio_count_;
  if (kiocb.op == Op::write) current.thread.charge(kernel_.costs().dio_write);
  if (device_ends_in_submission_ && !current.in_submit_bio) return submit_to_the_end(current, kiocb);
  return submit_bio(current, kiocb.bio, IoResult::queued());
}

// The submitter held the last reference on the dio, so it completes the I/O itself, conversion included.
sim::Task<IoResult> DirectFile::submit_to_the_end(Current& current, Kiocb& kiocb) {
  kiocb.in_submission = true;
  co_await submit_bio(current, kiocb.bio, IoResult::queued());
  kiocb.in_submission = false;
  if (kiocb.unwritten) co_await end_io(current, kiocb);
  count_down(current.context());
  co_return result_of(kiocb.ended_with);
}

void DirectFile::begin_parts(Kiocb& kiocb) {
  kiocb.file = this;
  kiocb.ended_with = BioStatus::ok;
  kiocb.parts = 1;
  ++dio_count_;
}

sim::Task<> DirectFile::submit_part(Current& current, Kiocb& kiocb, std::uint64_t first, std::uint64_t end) {
  if (free_parts_.empty()) free_parts_.push_back(&parts_.emplace_back(*this));
  Part& part = *free_parts_.back();
  free_parts_.pop_back();
  part.kiocb = &kiocb;
  Bio& bio = part.bio;
  kiocb.fill(bio, device_, part);
  bio.nowait = kiocb.nowait && passes_nowait_down();
  bio.offset = std::max(kiocb.offset, first * kBlockBytes);
  bio.bytes = static_cast<std::uint32_t>(std::min(kiocb.offset + kiocb.bytes, end * kBlockBytes) - bio.offset);
  bio.luck += bio.offset - kiocb.offset;
  // The stages of the command are those of one of its bios at a time.
  if (kiocb.parts++ > 1) {
    part.clock.start(kernel_.local_now(current.context()));
    bio.clock = &part.clock;
  }
  co_await submit_bio(current, bio, true);
}

IoResult DirectFile::end_parts(Current& current, Kiocb& kiocb) {
  if (--kiocb.parts > 0) return IoResult::queued();
  count_down(current.context());
  return result_of(kiocb.ended_with);
}

void DirectFile::part_ended(Part& part, BioStatus status, const sim::Context& context) {
  Kiocb& kiocb = *part.kiocb;
  if (status != BioStatus::ok) kiocb.ended_with = status;
  free_parts_.push_back(&part);
  if (--kiocb.parts == 0) complete(kiocb, result_of(kiocb.ended_with), context);
}

void DirectFile::bio_end_io(Bio& bio, BioStatus status, const sim::Context& context) {
  Kiocb& kiocb = kiocb_of(bio);
  if (kiocb.in_submission) {
    kiocb.ended_with = status;
    return;
  }
  if (status == BioStatus::ok && !completes_inline(kiocb)) {
    kiocb.clock->enter(work_stage_, kernel_.local_now(context));
    kernel_.dio_workqueue().queue(kiocb, context);
    return;
  }
  if (status != BioStatus::ok) kiocb.unwritten = false;
  complete(kiocb, result_of(status), context);
}

sim::Task<> DirectFile::dio_work(Current& kworker, Kiocb& kiocb) {
  if (!kiocb.unwritten) return sim::Task<>::ready();
  tell_enters_end_io(kworker, kiocb);
  return end_io(kworker, kiocb);
}

void DirectFile::dio_work_done(Current& kworker, Kiocb& kiocb) {
  if (kiocb.unwritten) tell_leaves(kworker);
  complete(kiocb, IoResult::done(), kworker.context());
}

void DirectFile::tell_enters_end_io(const Current& current, const Kiocb& kiocb) const {
  kernel_.tell([&](Observer& observer) {
    observer.enters(current.thread, end_io_function(), kiocb.clock, kernel_.local_now(current.context()));
  });
}

void DirectFile::tell_leaves(const Current& current) const {
  kernel_.tell([&](Observer& observer) { observer.leaves(current.thread, kernel_.local_now(current.context())); });
}

sim::Task<> DirectFile::complete_in_caller(Current& current, Kiocb& kiocb) {
  kiocb.clock->enter(work_stage_, kernel_.local_now(current.context()));
  tell_enters_end_io(current, kiocb);
  co_await end_io(current, kiocb);
  tell_leaves(current);
  kiocb.clock->enter(Stage::reap, kernel_.local_now(current.context()));
}

void DirectFile::count_down(const sim::Context& context) {
  if (--dio_count_ == 0 && drainer_ != nullptr) drainer_->wake(context);
}

void DirectFile::complete(Kiocb& kiocb, IoResult result, const sim::Context& context) {
  count_down(context);
  kiocb.owner->ki_complete(kiocb, result, context);
}

sim::Task<> DirectFile::drain(sim::Thread& thread) {
  // Whoever drains holds the inode's lock exclusively, so there is one at a time.
  co_await thread.compute(0);
  drainer_ = &thread;
  while (dio_count_ > 0) co_await thread.sleep();
  drainer_ = nullptr;
}

sim::Task<IoResult> DirectFile::pass_down(Current& current, Kiocb& kiocb) {
  kiocb.fill_bio(device_, *this);
  BioWait wait(current);
  co_return result_of(co_await wait.submit(kiocb.bio));
}

sim::Task<IoResult> DirectFile::fsync(Current& current, Kiocb& kiocb) {
  co_await write_pages_out(current);
  co_return co_await pass_down(current, kiocb);
}

bool iomap_completes_inline(const Kernel& kernel, const Kiocb& kiocb) {
  if (kiocb.waited_for || kiocb.op == Op::read) return true;
  return !kiocb.unwritten && (kiocb.writeback || kernel.completes_overwrites_inline());
}

}  // namespace loopsim::models
