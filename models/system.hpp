// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string_view>

#include "models/config.hpp"
#include "models/dm_loop.hpp"
#include "models/emulation.hpp"
#include "models/fio_job.hpp"
#include "models/fio_stats.hpp"
#include "models/generator_bios.hpp"
#include "models/kernel.hpp"
#include "models/loop_device.hpp"
#include "models/lower_device.hpp"

namespace loopsim::models {

// One simulated machine, wired from the disk up: the lower device, the file system on it with the backing file, the
// tested device over that file, the file system on the tested device if there is one, and fio's jobs on top, with those
// that run beside them.
class System {
 public:
  // `job_ended` is called with the job's number, from an event; those beside the measured ones have the numbers after
  // them.
  System(sim::EventCore& core, const SystemSpec& spec, std::uint64_t seed, std::uint32_t replication,
         const std::function<void(int)>& job_ended);
  ~System();
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  Kernel& kernel() { return kernel_; }
  FioStats& stats() { return stats_; }
  // Of the jobs beside the measured ones.
  FioStats& beside_stats() { return beside_stats_; }
  // Of each measured job, where they do not report as a group; else there are none.
  std::deque<FioStats>& job_stats() { return job_stats_; }
  LowerDevice& disk() { return *disk_; }
  // nullptr where fio does not come to a file below the tested device.
  File* backing() { return backing_.get(); }
  // nullptr unless the target is of that kind.
  LoopDevice* loop() { return loop_.get(); }
  DmLoop* dm_loop() { return dm_loop_.get(); }
  Emulation* emulation() { return emulation_.get(); }
  std::deque<FioJob>& jobs() { return jobs_; }
  std::deque<FioJob>& beside_jobs() { return beside_jobs_; }

 private:
  BlockDevice* tested_device(const DesignSpec& design);
  void open_device(BlockDevice& device, std::string_view upper);
  // What the jobs of `job` read and write.
  File& file_of(const FioJobSpec& job);

  Kernel kernel_;
  FioStats stats_;
  FioStats beside_stats_;
  std::deque<FioStats> job_stats_;
  std::unique_ptr<LowerDevice> disk_;
  std::unique_ptr<File> backing_;
  std::unique_ptr<LoopDevice> loop_;
  std::unique_ptr<DmLoop> dm_loop_;
  std::unique_ptr<Emulation> emulation_;
  std::unique_ptr<File> fio_file_;
  std::unique_ptr<GeneratorBios> bios_;
  std::deque<FioJob> jobs_;
  std::deque<FioJob> beside_jobs_;
};

}  // namespace loopsim::models
