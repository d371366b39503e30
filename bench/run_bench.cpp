// SPDX-License-Identifier: GPL-2.0
// Simulated I/Os per second of one core, by policy and shape of the load: fio on a loop device over a written XFS file,
// the drive of the published table. Each measurement is a run in a forked process, because SimGrid's clock cannot be
// reset; only the run itself counts, and only the CPU time that it takes, so that other load on the machine disturbs
// little. The path reduced to jobs, tags, worker and device is measured twice, in plain SimGrid actors (the referee)
// and on the engine of the product (the twin); how many times faster the twin and the product are comes last.
#include "models/run.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include "scenarios/machine.hpp"
#include "tests/models/referee.hpp"
#include "tests/models/twin.hpp"

namespace loopsim {
namespace {

// What was simulated.
struct Simulated {
  double ios;
  double events;  // 0: unknown
};

struct Measured {
  Simulated simulated;
  double cpu_seconds;
  double peak_kib;
};

// I/Os per second of the fastest run of each benchmark, by shape and policy: other load only ever slows one down.
using Speeds = std::map<std::string, double>;
struct Fastest {
  Speeds product;
  Speeds twin;
  Speeds referee;
};

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Runs `simulate`, which returns what it simulated, in a child process.
template <typename Simulate>
Measured in_child(const Simulate& simulate) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    Measured measured{};
    const double begin = cpu_seconds();
    measured.simulated = simulate();
    measured.cpu_seconds = cpu_seconds() - begin;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    measured.peak_kib = static_cast<double>(usage.ru_maxrss);
    const auto written = write(ends[1], &measured, sizeof measured);
    _exit(written == static_cast<ssize_t>(sizeof measured) ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  close(ends[1]);
  Measured measured{};
  const auto got = read(ends[0], &measured, sizeof measured);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (got != static_cast<ssize_t>(sizeof measured) || status != 0) throw std::runtime_error("the run failed");
  return measured;
}

// Takes the benchmark's runs, each from a child process, sets its counters, and notes the speed of the fastest.
template <typename Simulate>
void measure(benchmark::State& state, double& fastest, const Simulate& simulate) {
  double seconds = 0;
  double ios = 0;
  double events = 0;
  double peak_kib = 0;
  for (auto _ : state) {
    const Measured measured = in_child(simulate);
    state.SetIterationTime(measured.cpu_seconds);
    seconds += measured.cpu_seconds;
    ios += measured.simulated.ios;
    events += measured.simulated.events;
    peak_kib = std::max(peak_kib, measured.peak_kib);
    fastest = std::max(fastest, measured.simulated.ios / measured.cpu_seconds);
  }
  state.counters["ios/s"] = benchmark::Counter(ios, benchmark::Counter::kIsRate);
  state.counters["ns/io"] = seconds * 1e9 / ios;
  if (events > 0) state.counters["events/io"] = events / ios;
  state.counters["peak_MiB"] = peak_kib / 1024;
}

models::SystemSpec loop_on(const std::string& machine_file, const std::string& policy) {
  const std::filesystem::path folder = std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios/machines";
  const scenarios::Machine machine = scenarios::load_machine(folder / machine_file);
  models::SystemSpec spec;
  spec.machine = machine.spec;
  spec.device = machine.devices.front();
  spec.design.kernel = machine.kernel;
  spec.design.policy = policy;
  return spec;
}

models::SystemSpec loop_on_written_xfs(int numjobs, int iodepth, const std::string& policy) {
  models::SystemSpec spec = loop_on("patocka-nvme.yaml", policy);
  spec.job.rw = models::ReadWrite::rw;
  spec.job.numjobs = numjobs;
  spec.job.iodepth = iodepth;
  spec.job.size = spec.design.file_size;
  spec.job.time_based = true;
  return spec;
}

void run_loop(benchmark::State& state, Speeds& speeds, int numjobs, int iodepth, const std::string& policy,
              sim::SimTime runtime) {
  models::SystemSpec spec = loop_on_written_xfs(numjobs, iodepth, policy);
  spec.job.runtime = runtime;
  measure(state, speeds[fmt::format("{}x{}/{}", numjobs, iodepth, policy)], [&] {
    const models::RunResult result = models::run(spec, {});
    return Simulated{static_cast<double>(result.ios), static_cast<double>(result.events)};
  });
}

// Every write meets a hole: extent map, allocation, conversion and their locks.
void run_sparse(benchmark::State& state, Speeds& speeds, const std::string& policy) {
  models::SystemSpec spec = loop_on("virtio-scsi-vm.yaml", policy);
  spec.design.mapping = models::Mapping::sparse;
  spec.job.rw = models::ReadWrite::randwrite;
  spec.job.iodepth = 16;
  spec.job.size = spec.design.file_size;
  spec.job.time_based = true;
  spec.job.runtime = 10 * sim::kSecond;
  measure(state, speeds["1x16/sparse/" + policy], [&] {
    const models::RunResult result = models::run(spec, {});
    return Simulated{static_cast<double>(result.ios), static_cast<double>(result.events)};
  });
}

// The path of a command reduced to jobs, tags, worker and device, as tests/models/referee.hpp has it.
using Submitter = models::RefereeSpec::Submitter;
using RunReduced = models::RefereeResult (*)(const models::RefereeSpec&);
void run_reduced(benchmark::State& state, Speeds& speeds, RunReduced run, const char* policy, Submitter submitter) {
  models::RefereeSpec spec;
  spec.submitter = submitter;
  spec.numjobs = 12;
  spec.iodepth = 16;
  spec.job_time = 5 * sim::kMicrosecond;
  spec.worker_time = 7 * sim::kMicrosecond;
  spec.units = 29;
  spec.service = sim::Distribution::exponential(40 * sim::kMicrosecond);
  spec.runtime = 300 * sim::kMillisecond;
  measure(state, speeds[fmt::format("{}x{}/{}", spec.numjobs, spec.iodepth, policy)],
          [&] { return Simulated{static_cast<double>(run(spec).ios_total), 0}; });
}

// For each shape of the referee: how much faster the engine is on the same path, and how the whole kernel path on this
// engine compares with the reduced one in plain actors.
void print_ratios(const Fastest& fastest) {
  for (const auto& [shape, referee] : fastest.referee) {
    fmt::print("{}, million simulated I/Os per second of CPU time:\n", shape);
    fmt::print("  {:6.2f}  reduced path in plain SimGrid actors\n", referee * 1e-6);
    const auto twin = fastest.twin.find(shape);
    if (twin != fastest.twin.end()) {
      fmt::print("  {:6.2f}  the same path on this engine: {:.1f} times that\n", twin->second * 1e-6,
                 twin->second / referee);
    }
    const auto product = fastest.product.find(shape);
    if (product != fastest.product.end()) {
      fmt::print("  {:6.2f}  the whole kernel path: {:.1f} times that\n", product->second * 1e-6,
                 product->second / referee);
    }
  }
}

void register_all(Fastest& fastest) {
  struct Shape {
    const char* name;
    int numjobs;
    int iodepth;
  };
  for (const Shape shape : {Shape{"1x16", 1, 16}, Shape{"12x1", 12, 1}, Shape{"12x16", 12, 16}}) {
    for (const char* policy : {"workqueue", "nowait", "nowait-hint", "threaded"}) {
      benchmark::RegisterBenchmark(("run/" + std::string(shape.name) + "/" + policy).c_str(), run_loop,
                                   std::ref(fastest.product), shape.numjobs, shape.iodepth, policy, sim::kSecond)
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond);
    }
  }
  for (const char* policy : {"workqueue", "nowait", "nowait-hint"}) {
    benchmark::RegisterBenchmark(("sparse/1x16/" + std::string(policy)).c_str(), run_sparse, std::ref(fastest.product),
                                 policy)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
  // Ten times the simulated time, the same memory.
  benchmark::RegisterBenchmark("run/12x16/nowait/10s", run_loop, std::ref(fastest.product), 12, 16, "nowait",
                               10 * sim::kSecond)
      ->UseManualTime()
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
  struct Reduced {
    const char* policy;
    Submitter submitter;
  };
  for (const Reduced path : {Reduced{"workqueue", Submitter::worker}, Reduced{"nowait", Submitter::job}}) {
    benchmark::RegisterBenchmark(("referee/12x16/" + std::string(path.policy)).c_str(), run_reduced,
                                 std::ref(fastest.referee), &models::run_referee, path.policy, path.submitter)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("twin/12x16/" + std::string(path.policy)).c_str(), run_reduced,
                                 std::ref(fastest.twin), &models::run_twin, path.policy, path.submitter)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace
}  // namespace loopsim

int main(int argc, char** argv) {
  loopsim::Fastest fastest;
  loopsim::register_all(fastest);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
  benchmark::RunSpecifiedBenchmarks();
  loopsim::print_ratios(fastest);
  benchmark::Shutdown();
  return EXIT_SUCCESS;
}
