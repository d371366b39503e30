// SPDX-License-Identifier: GPL-2.0
#include "models/direct_file.hpp"

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

void DirectFile::fetch_inode(sim::Thread& thread, int lines) {
  if (last_submitter_ != nullptr && last_submitter_ != &thread.cpu())
    thread.charge(lines * kernel_.costs().line_crossing);
  last_submitter_ = &thread.cpu();
}

sim::Task<IoResult> DirectFile::submit_mapped(Current& current, Kiocb& kiocb) {
  Bio& bio = kiocb.bio;
  bio.op = kiocb.op;
  bio.nowait = kiocb.nowait && passes_nowait_down();
  bio.cgroup = kiocb.cgroup;
  bio.offset = kiocb.offset;
  bio.bytes = kiocb.bytes;
  bio.luck = kiocb.luck;
  bio.device = &device_;
  bio.owner = this;
  bio.owner_data = &kiocb;
  bio.clock = kiocb.clock;
  kiocb.file = this;
  return submit_bio(current, bio, IoResult::queued());
}

void DirectFile::bio_end_io(Bio& bio, BioStatus status, const sim::Context& context) {
  Kiocb& kiocb = kiocb_of(bio);
  if (status == BioStatus::ok && !completes_inline(kiocb)) {
    kiocb.clock->enter(work_stage_, kernel_.now());
    kernel_.dio_workqueue().queue(kiocb, context);
    return;
  }
  kiocb.owner->ki_complete(kiocb, result_of(status), context);
}

void DirectFile::dio_work(Kiocb& kiocb, const sim::Context& context) {
  kiocb.owner->ki_complete(kiocb, IoResult::done(), context);
}

bool iomap_completes_inline(const Kernel& kernel, const Kiocb& kiocb) {
  return kiocb.waited_for || kiocb.op == Op::read || kernel.completes_overwrites_inline();
}

}  // namespace loopsim::models
