// SPDX-License-Identifier: GPL-2.0
#include "models/issue_discard.hpp"

#include "models/bio.hpp"
#include "models/bio_wait.hpp"
#include "models/plug.hpp"
#include "models/stage_clock.hpp"

namespace loopsim::models {

sim::Task<> issue_discard(Kernel& kernel, Current& current, BlockDevice& device, DiscardRange range) {
  // The stages of the command that it is done for go on.
  StageClock clock;
  clock.start(kernel.local_now(current.context()));
  Bio bio;
  bio.clock = &clock;
  bio.op = Op::discard;
  bio.bytes = range.bytes;
  bio.offset = range.offset;
  bio.luck = range.luck;
  bio.device = &device;
  Plug plug(kernel);
  const bool nested = current.plug != nullptr;
  if (!nested) plug.start(current);
  BioWait wait(current);
  co_await wait.submit(bio);
  if (!nested) co_await plug.finish(current);
}

}  // namespace loopsim::models
