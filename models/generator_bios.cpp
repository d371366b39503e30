// SPDX-License-Identifier: GPL-2.0
#include "models/generator_bios.hpp"

namespace loopsim::models {

sim::Task<IoResult> GeneratorBios::submit(Current& current, Kiocb& kiocb) {
  kiocb.fill_bio(device_, *this);
  return submit_bio(current, kiocb.bio, IoResult::queued());
}

void GeneratorBios::bio_end_io(Bio& bio, BioStatus status, const sim::Context& context) {
  Kiocb& kiocb = *static_cast<Kiocb*>(bio.owner_data);
  kiocb.owner->ki_complete(kiocb, status == BioStatus::ok ? IoResult::done() : IoResult::error(), context);
}

}  // namespace loopsim::models
