// SPDX-License-Identifier: GPL-2.0
#include "analysis/labels.hpp"

#include <fmt/format.h>

#include "scenarios/units.hpp"
#include "scenarios/words.hpp"

namespace loopsim::analysis {

std::string policy_label(const models::DesignSpec& design) {
  return design.target == models::Target::loop ? design.policy
                                               : scenarios::word_for(scenarios::kTargetWords, design.target);
}

std::string fio_label(const models::FioJobSpec& job) {
  return fmt::format("rw={} ioengine={} iodepth={} numjobs={} bs={}",
                     scenarios::word_for(scenarios::kReadWriteWords, job.rw),
                     scenarios::word_for(scenarios::kIoEngineWords, job.ioengine), job.iodepth, job.numjobs,
                     scenarios::size_text(job.bs));
}

}  // namespace loopsim::analysis
