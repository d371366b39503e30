// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "models/costs.hpp"
#include "sim/distribution.hpp"
#include "sim/time.hpp"

namespace loopsim::models {

// The typed description of one simulated system: what a scenario resolves to, and all that models/ ever sees of it.
// Plain data; units are nanoseconds and bytes throughout.

// fio's engines, native aio as a program uses it that does nothing else, and a generator of bios inside the kernel.
enum class IoEngine { libaio, io_uring, psync, aio, kbio };
enum class ReadWrite { read, write, rw, randread, randwrite, randrw, trim, randtrim };

// A fio job section, in fio's words and with fio's meaning.
struct FioJobSpec {
  IoEngine ioengine = IoEngine::libaio;
  ReadWrite rw = ReadWrite::read;
  int rwmixread = 50;                  // per cent of reads in rw and randrw
  std::uint64_t bs = 4096;             // bytes
  int iodepth = 1;                     // psync and trims always run at 1, as in fio
  int iodepth_batch_submit = 1;        // I/Os of a submission call, as far as they are there; 0: iodepth
  int iodepth_batch_complete_min = 1;  // completions that fio waits for, ...
  int iodepth_batch_complete_max = 0;  // ... and takes at most in one call; 0: as many
  int iodepth_low = 0;                 // once the queue is full it drains to this before it is filled; 0: iodepth
  int numjobs = 1;
  std::uint64_t size = 0;              // bytes each job walks before it wraps or ends; never larger than the file
  std::uint64_t offset_increment = 0;  // job j starts at j times this
  sim::SimTime runtime = 0;            // 0: until `size` is done
  bool time_based = false;             // wrap at `size` until `runtime` is over
  sim::SimTime ramp_time = 0;          // before the measurement window opens
  bool norandommap = false;            // draw random blocks with replacement
  bool group_reporting = true;         // one result for all jobs, none for each
  sim::SimTime thinktime = 0;          // pause of a job between two I/Os
  int fsync = 0;                       // a flush, waited for, after this many writes of a job; 0: none
  int cgroups = 1;                     // job j runs in cgroup j modulo this
};

// What fio's --filename names.
enum class Target {
  raw,        // the lower device
  file,       // the backing file itself
  loop,       // a loop device over the backing file
  dm_loop,    // a device-mapper target with the file's extents as a static table
  emulation,  // the backing file, by a program that emulates the policies of a loop device
};

// How the blocks of the backing file are mapped before the run.
enum class Mapping {
  written,    // every block written once, in order
  unwritten,  // fallocate: allocated, reads as zeros
  sparse,     // truncate: no block allocated
  partial,    // mapped_fraction of it written, in stretches of mapped_run that lie at random; the rest sparse
  shared,     // written, then cloned (reflink)
};

struct KernelVersion {
  int major = 6;
  int minor = 14;
  auto operator<=>(const KernelVersion&) const = default;
};

// One named design under comparison: which driver, which policy, on which file system.
struct DesignSpec {
  Target target = Target::loop;
  std::string policy = "workqueue";
  // By name; one that is not there is at the policy's default.
  std::map<std::string, std::int64_t, std::less<>> policy_parameters{};
  std::string backing = "xfs";  // a registered backing: xfs, ext4, block-device
  std::string upper = "none";   // file system on the tested device that holds fio's file: none, xfs, ext4
  int hw_queues = 1;
  int queue_depth = 128;  // tags of each hardware queue
  int rq_affinity = 1;    // 1: a request ends on any CPU that shares the submitter's cache; 2: on that CPU itself
  std::uint64_t file_size = std::uint64_t{4} << 30;
  Mapping mapping = Mapping::written;
  double mapped_fraction = 1;       // [0, 1]
  std::uint64_t mapped_run = 4096;  // bytes
  bool cold = false;                // the inode's extent list is not in memory: nobody used the file since the mount
  bool lazytime = false;            // mount option: timestamps are kept in memory
  bool noatime = false;             // mount option: reads do not update the access time
  bool nocmtime = false;            // FMODE_NOCMTIME: writes do not update the modification time
  bool direct_io = true;            // losetup --direct-io
  double cached_fraction = 0;       // [0, 1]: part of the file in the page cache before the run, without direct_io
  std::uint64_t dirty_limit = std::uint64_t{256} << 20;  // bytes at which buffered writers have to wait
  bool counter_drift = false;  // the blocking-write counter looks at commands that may be others by then
  KernelVersion kernel;
};

// How commands find one of the device's parallel units: any free one, or the one that holds their block.
enum class Placement { shared, hashed };

// Which CPU a device interrupts.
enum class InterruptPlacement {
  submitter,  // the one that submitted the command (a vector for each queue)
  fixed,      // always the first
  spread,     // any, command by command
};

// How an ext4 file system on the device discards what it frees, its extent trees' blocks included.
enum class Ext4Discard : unsigned char {
  deferred,     // not at all, or when the journal has committed it: nobody waits
  synchronous,  // mounted with `discard` and made without a journal: whoever frees a block waits, holding i_data_sem
};

struct DeviceSpec {
  std::string name;
  std::string kind = "disk";  // a registered device model: disk, ramdisk
  int units = 1;
  Placement placement = Placement::shared;
  sim::Distribution read_service;  // of one 4 KiB command on one unit
  sim::Distribution write_service;
  int tags = 1023;
  sim::SimTime submit = 0;    // CPU: lower request (ramdisk: the copy)
  sim::SimTime kick = 0;      // CPU: doorbell, saved while the device is still fetching commands
  sim::SimTime wake = 0;      // from the doorbell until the device fetches, where it sleeps
  sim::SimTime fetch = 0;     // of one command by the device, one after another
  sim::SimTime poll = 0;      // the device looks for commands this long after the last, without a doorbell
  sim::SimTime notify = 0;    // of the fetching thread, from what is done to the interrupt; 0: another announces it
  sim::SimTime coalesce = 0;  // from a completion to the interrupt for it and those that join it
  InterruptPlacement interrupt = InterruptPlacement::submitter;
  Ext4Discard ext4_discard = Ext4Discard::deferred;
};

// Where the kworkers of an unbound workqueue are woken (workqueue.default_affinity_scope).
enum class WorkqueueAffinity {
  cache,   // from kernel 6.6 on under the cache of whoever queued the work; before, anywhere
  system,  // anywhere
};

// In which class everything that takes part is scheduled.
enum class SchedClass : unsigned char {
  other,  // the normal one
  rr,     // SCHED_RR at one priority, kworkers and ksoftirqd too
};

// When kernel code gives way to a thread that deserves the CPU more (boot parameter preempt=).
enum class Preemption : unsigned char {
  of_kernel,  // lazy from 7.0 on, voluntary before
  voluntary,  // at cond_resched(); none is the same here
  lazy,       // at cond_resched() after a tick; before 6.13, which has it not, voluntary
  full,       // wherever it is: here, as voluntary
};

// Whether the fair scheduler counts a thread that went to sleep in debt until the debt is paid (the scheduler's feature
// DELAY_DEQUEUE). Whoever wakes it until then gives it no other CPU.
enum class DelayDequeue : unsigned char {
  of_kernel,  // on from 6.12 on, which has it
  on,         // there only
  off,
};

struct MachineSpec {
  std::string name;
  int cpus = 1;
  int llc_cpus = 0;  // CPUs that share a last-level cache, in their order; 0: all
  WorkqueueAffinity workqueue_affinity = WorkqueueAffinity::cache;
  SchedClass sched = SchedClass::other;
  Preemption preempt = Preemption::of_kernel;
  DelayDequeue delay_dequeue = DelayDequeue::of_kernel;
  sim::SimTime tick = 4 * sim::kMillisecond;  // 1/HZ: granularity of file timestamps
  Costs costs{};
};

struct SystemSpec {
  MachineSpec machine;
  DeviceSpec device;
  DesignSpec design;
  FioJobSpec job;
  // Jobs on the same file beside the measured ones, which run as long as those do and are counted apart; their runtime,
  // time_based and ramp_time mean nothing.
  std::optional<FioJobSpec> beside = {};
};

}  // namespace loopsim::models
