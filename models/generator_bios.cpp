// SPDX-License-Identifier: GPL-2.0
#include "models/generator_bios.hpp"

namespace loopsim::models {

sim::Task<IoResult> GeneratorBios::submit(Current& current, Kiocb& kiocb) {
  Bio& bio = kiocb.bio;
  bio.op = kiocb.op;
  bio.cgroup = kiocb.cgroup;
  bio.offset = kiocb.offset;
  bio.bytes = kiocb.bytes;
  bio.luck = kiocb.luck;
  bio.device = &device_;
  bio.owner = this;
  bio.owner_data = &kiocb;
  bio.clock = kiocb.clock;
  return submit_bio(current, bio, IoResult::queued());
}

void GeneratorBios::bio_end_io(Bio& bio, BioStatus status, const sim::Context& context) {
  Kiocb& kiocb = *static_cast<Kiocb*>(bio.owner_data);
  kiocb.owner->ki_complete(kiocb, status == BioStatus::ok ? IoResult::done() : IoResult::error(), context);
}

}  // namespace loopsim::models
