// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/fio_json.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "analysis/measurements/csv_table.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::analysis {
namespace {

using Json = nlohmann::json;
using scenarios::input_error_text;

std::string fixture_text(const std::string& name) {
  return read_text(std::string(LOOPSIM_FIXTURE_DIR "/") + name + ".json", {});
}

FioOutput fixture(const std::string& name) { return parse_fio_json(fixture_text(name), name); }

const std::string kLoopWrite = "zx-stable-loop-randwrite-12x1-libaio-cfs-r1";

RunFields fields() {
  RunFields fields;
  fields.kernel = "6.18-baseline";
  fields.fs = "xfs";
  fields.device = "zram";
  fields.mapping = "stable";
  fields.policy = "workqueue";
  return fields;
}

// One of the fixtures with something changed.
template <typename Change>
std::string changed(Change change) {
  Json document = Json::parse(fixture_text(kLoopWrite));
  change(document);
  return document.dump();
}

std::string error_of(const std::string& text) {
  return input_error_text([&] { measurement_of(parse_fio_json(text, "f.json"), fields()); });
}

template <typename Change>
std::string error_after(Change change) {
  return error_of(changed(change));
}

TEST(FioJson, ReadsWhatFioPrints) {
  const FioOutput output = fixture(kLoopWrite);
  EXPECT_EQ(output.version, "fio-3.33");
  ASSERT_EQ(output.jobs.size(), 1U);
  const FioJob& job = output.jobs.front();
  EXPECT_EQ(job.name, "job");
  EXPECT_EQ(job.option("numjobs", "1"), "12");
  EXPECT_EQ(job.option("group_reporting", "0"), "1");
  EXPECT_EQ(job.option("fsync", "0"), "0");
  EXPECT_EQ(job.read.total_ios, 0U);
  EXPECT_GT(job.write.iops, 100e3);
  EXPECT_GT(job.ctx, 0U);
  EXPECT_GT(job.sys_cpu, 0);
  ASSERT_TRUE(job.write.slat && job.write.clat && job.write.lat);
  EXPECT_NEAR(job.write.lat->mean, job.write.slat->mean + job.write.clat->mean, 1e-3 * job.write.lat->mean);
  ASSERT_EQ(job.write.lat->percentiles.size(), 4U);
  EXPECT_EQ(job.write.lat->percentiles[3].per_cent, 99.9);
}

TEST(FioJson, BecomesARow) {
  const FioOutput output = fixture(kLoopWrite);
  const Measurement row = measurement_of(output, fields());
  EXPECT_EQ(row.rw, "randwrite");
  EXPECT_EQ(row.jobs, 12);
  EXPECT_EQ(row.iodepth, 1);
  EXPECT_EQ(row.engine, "libaio");
  EXPECT_EQ(row.bs, 4096U);
  EXPECT_EQ(row.iops, output.jobs.front().write.iops);
  EXPECT_EQ(row.repetitions, 1);
  EXPECT_EQ(row.latency_kind, LatencyKind::total);
  EXPECT_EQ(row.percentiles.size(), 4U);
  EXPECT_EQ(name_of(row), "xfs/zram/loop/stable/randwrite/12x1/libaio/workqueue/6.18-baseline");
}

TEST(FioJson, ReadsAndPsyncWork) {
  RunFields on_file = fields();
  on_file.target = "file";
  on_file.policy = "direct";
  const Measurement row = measurement_of(fixture("zx-stable-file-read-12x1-psync-cfs-r1"), on_file);
  EXPECT_EQ(row.engine, "psync");
  EXPECT_EQ(row.rw, "read");
  EXPECT_GT(row.iops, 500e3);
  EXPECT_EQ(measurement_of(fixture("ve-stable-file-read-1x1-libaio-cfs-r1"), on_file).jobs, 1);
}

TEST(FioJson, AddsUpEntriesWithoutGroupReporting) {
  const std::string text = changed([](Json& document) {
    document["jobs"][0]["job options"].erase("group_reporting");
    document["jobs"].push_back(document["jobs"][0]);
  });
  const Measurement row = measurement_of(parse_fio_json(text, "f.json"), fields());
  EXPECT_EQ(row.jobs, 2);
  EXPECT_DOUBLE_EQ(row.iops, 2 * fixture(kLoopWrite).jobs.front().write.iops);
  EXPECT_TRUE(row.percentiles.empty()) << "percentiles do not add";
}

TEST(FioJson, BothDirectionsCountAndHaveNoCommonPercentiles) {
  const std::string text = changed([](Json& document) {
    Json& job = document["jobs"][0];
    job["read"] = job["write"];
    job["job options"]["rw"] = "randrw";
    job["job options"]["rwmixread"] = "30";
  });
  const Measurement row = measurement_of(parse_fio_json(text, "f.json"), fields());
  EXPECT_EQ(row.rwmixread, 30);
  EXPECT_DOUBLE_EQ(row.iops, 2 * fixture(kLoopWrite).jobs.front().write.iops);
  EXPECT_TRUE(row.percentiles.empty());
}

TEST(FioJson, GlobalOptionsAreThoseOfEveryJob) {
  const std::string text = changed([](Json& document) {
    document["global options"] = {{"iodepth", "8"}, {"rw", "read"}};
    document["jobs"][0]["job options"].erase("iodepth");
  });
  const Measurement row = measurement_of(parse_fio_json(text, "f.json"), fields());
  EXPECT_EQ(row.iodepth, 8);
  EXPECT_EQ(row.rw, "randwrite") << "the job's own option wins";
}

TEST(FioJson, TakesTheDistributionFromTheBinsOfJsonPlus) {
  const std::string text = changed([](Json& document) {
    Json& write = document["jobs"][0]["write"];
    write["lat_ns"].erase("percentile");
    write["clat_ns"]["bins"] = {{"1000", 50}, {"20000", 40}, {"300000", 10}};
  });
  const Measurement row = measurement_of(parse_fio_json(text, "f.json"), fields());
  EXPECT_EQ(row.latency_kind, LatencyKind::completion);
  const auto at = [&](double per_cent) {
    for (const Percentile& point : row.percentiles) {
      if (point.per_cent == per_cent) {
        return point.ns;
      }
    }
    return -1.0;
  };
  EXPECT_EQ(at(50), 1000);
  EXPECT_EQ(at(55), 20000);
  EXPECT_EQ(at(90), 20000);
  EXPECT_EQ(at(95), 300000);
  EXPECT_EQ(at(99.9), 300000);
}

TEST(FioJson, PassesOverWarningsBeforeTheBrace) {
  EXPECT_EQ(parse_fio_json("fio: this is a warning\n" + fixture_text(kLoopWrite), "f.json").jobs.size(), 1U);
}

TEST(FioJson, RefusesWhatIsNotFios) {
  EXPECT_EQ(error_of(""), "f.json: expected the JSON that fio prints with --output-format=json, found no '{'");
  EXPECT_EQ(error_of("{\"a\": 1}"),
            "f.json: expected the JSON that fio prints with --output-format=json, but it has no 'fio version'");
  EXPECT_EQ(error_of("{\"fio version\": \"fio-3.33\",\n  oops}"), "f.json:2:3: this is no JSON from here on");
  EXPECT_EQ(error_of("{\"fio version\": \"fio-2.21\", \"jobs\": []}"),
            "f.json: fio version: expected fio-3 or later, whose latencies are in ns, got 'fio-2.21'");
  EXPECT_EQ(error_of("{\"fio version\": \"fio-3.33\", \"jobs\": []}"), "f.json: jobs: expected at least one job");
  EXPECT_EQ(error_of("{\"fio version\": \"fio-3.33\"}"), "f.json: expected 'jobs' here, as fio writes it");
  EXPECT_EQ(error_of("{\"fio version\": \"fio-3.33\", \"jobs\": {}}"), "f.json: jobs: expected a list, got object");
}

TEST(FioJson, RefusesNumbersThatCannotBe) {
  EXPECT_EQ(error_after([](Json& d) { d["jobs"][0]["write"]["iops"] = -5; }),
            "f.json: jobs[0].write.iops: expected a number not below 0, got '-5'");
  EXPECT_EQ(error_after([](Json& d) { d["jobs"][0]["write"].erase("iops"); }),
            "f.json: jobs[0].write: expected 'iops' here, as fio writes it");
  EXPECT_EQ(error_after([](Json& d) { d["jobs"][0].erase("write"); }),
            "f.json: jobs[0]: expected 'read' or 'write' here, as fio writes it");
  EXPECT_EQ(error_after([](Json& d) { d["jobs"][0]["write"]["total_ios"] = "many"; }),
            "f.json: jobs[0].write.total_ios: expected a count, got '\"many\"'");
  EXPECT_EQ(error_after([](Json& d) { d["jobs"][0]["error"] = 28; }),
            "f.json: jobs[0].error: job 'job' ended with error 28");
  EXPECT_EQ(error_after([](Json& d) { d["jobs"][0]["write"]["iops"] = 0; }), "f.json: the jobs did no I/O");
  EXPECT_EQ(error_after([](Json& d) { d["jobs"][0]["write"]["lat_ns"]["percentile"]["50.000000"] = 1e9; }),
            "f.json: the latency percentiles fall: a higher one is below a lower one");
}

TEST(FioJson, RefusesJobsThatNoRowStandsFor) {
  EXPECT_EQ(error_after([](Json& d) { d["jobs"][0]["job options"]["direct"] = "0"; }),
            "f.json: job options.direct: expected 1: rows are runs with direct I/O");
  EXPECT_EQ(
      error_after([](Json& d) { d["jobs"][0]["job options"]["ioengine"] = "libaoi"; }),
      "f.json: job options.ioengine: unknown value 'libaoi'; did you mean 'libaio'? (allowed: aio, io_uring, kbio, "
      "libaio, psync)");
  EXPECT_EQ(error_after([](Json& d) { d["jobs"][0]["job options"]["rw"] = "trim"; }),
            "f.json: job options.rw: unknown value 'trim' (allowed: randread, randrw, randwrite, read, rw, write)");
  EXPECT_EQ(error_after([](Json& d) { d["jobs"][0]["job options"]["numjobs"] = "0"; }),
            "f.json: job options.numjobs: expected an integer from 1 to 4096, got '0'");
  EXPECT_EQ(error_after([](Json& d) {
              d["jobs"].push_back(d["jobs"][0]);
              d["jobs"][1]["jobname"] = "other";
              d["jobs"][1]["job options"]["rw"] = "read";
            }),
            "f.json: jobs 'job' and 'other' differ in 'rw'; a row stands for one workload");
}

// A file that stops anywhere is refused, and said to be cut short.
RC_GTEST_PROP(FioJson, RefusesACutFile, ()) {
  const std::string whole = fixture_text(kLoopWrite);
  const std::size_t last = whole.rfind('}');
  const std::string error = error_of(whole.substr(0, *rc::gen::inRange<std::size_t>(1, last)));
  RC_ASSERT(error.find("the file may be cut short") != std::string::npos);
}

}  // namespace
}  // namespace loopsim::analysis
