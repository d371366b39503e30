// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/stored_result.hpp"

#include <cmath>
#include <filesystem>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "analysis/outputs/result_directory.hpp"
#include "analysis/outputs/writers.hpp"
#include "scenarios/input_error.hpp"
#include "tests/analysis/fake_results.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

constexpr const char* kYaml = "schema_version: 1\nname: fake\n";

ResultFiles fake_files() {
  const ResultTable table = fake_table();
  const std::vector<CellSummary> summaries = summarize(table);
  const Provenance provenance{.version = "1.2.3",
                              .compiler = "",
                              .build_type = "",
                              .engine_mode = "",
                              .command_line = "",
                              .resolved_scenario = kYaml};
  return {.runs_csv = runs_csv(table),
          .summary_csv = summary_csv(table, summaries),
          .timeseries_csv = timeseries_csv(table),
          .summary_json = summary_json(table, summaries, provenance),
          .resolved_yaml = kYaml};
}

class StoredResultTest : public testing::Test {
 protected:
  StoredResultTest() { write(fake_files()); }

  void write(const ResultFiles& files) const { write_results(directory(), files, Existing::replace); }

  fs::path directory() const { return temporary_.path() / "out"; }

  // The text of the error, without the name of the temporary directory.
  std::string refusal(const fs::path& of) const {
    try {
      read_result(of);
    } catch (const scenarios::InputError& error) {
      std::string text = error.what();
      const std::string prefix = temporary_.path().string() + "/";
      const std::size_t at = text.find(prefix);
      return at == std::string::npos ? text : text.erase(at, prefix.size());
    }
    return "";
  }
  std::string refusal() const { return refusal(directory()); }

  std::string refusal_of_json(const std::function<void(nlohmann::json&)>& change) const {
    ResultFiles files = fake_files();
    nlohmann::json json = nlohmann::json::parse(files.summary_json);
    change(json);
    files.summary_json = json.dump();
    write(files);
    return refusal();
  }

  scenarios::TemporaryDirectory temporary_;
};

TEST_F(StoredResultTest, HoldsWhatWasWritten) {
  const StoredResult result = read_result(directory());
  EXPECT_EQ(result.scenario, "fake");
  EXPECT_EQ(result.version, "1.2.3");
  EXPECT_EQ(result.seed, 7U);
  ASSERT_EQ(result.cells.size(), 2U);
  EXPECT_EQ(result.cells[0].case_name, "c");
  EXPECT_EQ(result.cells[0].variant, "base");
  EXPECT_TRUE(result.cells[0].baseline);
  EXPECT_EQ(result.cells[0].iops, (std::vector<double>{1000, 3000}));
  EXPECT_EQ(result.cells[1].iops, (std::vector<double>{4000, 6000}));
  EXPECT_NEAR(result.cells[1].clat_p99_ns, 20e3, 20e3 / 128);
  ASSERT_EQ(result.resolved.members.size(), 2U);
}

TEST_F(StoredResultTest, TakesNullForANumberThatDoesNotExist) {
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json["cells"][0]["metrics"]["clat_p99_ns"] = nullptr; }), "");
  EXPECT_TRUE(std::isnan(read_result(directory()).cells[0].clat_p99_ns));
}

TEST_F(StoredResultTest, RefusesWhatIsNoResultDirectory) {
  EXPECT_EQ(refusal(temporary_.path() / "none"), "none: expected a directory that loopsim run --out has written");
  EXPECT_EQ(refusal(directory() / "runs.csv"), "out/runs.csv: expected a directory that loopsim run --out has written");
  for (const char* name : {"summary.json", "runs.csv", "resolved.yaml"}) {
    write(fake_files());
    fs::remove(directory() / name);
    EXPECT_EQ(refusal(),
              std::string("out: expected a directory that loopsim run --out has written, but it has no ") + name);
  }
}

TEST_F(StoredResultTest, RefusesTornFiles) {
  ResultFiles files = fake_files();
  files.summary_json.resize(files.summary_json.find("\"cells\"") + 10);
  write(files);
  EXPECT_EQ(refusal().find("out/summary.json:"), 0U);
  EXPECT_NE(refusal().find("the file ends here: it is torn"), std::string::npos) << refusal();

  files = fake_files();
  files.runs_csv.pop_back();
  write(files);
  EXPECT_EQ(
      refusal(),
      "out/runs.csv: expected a header and 4 rows, as many as summary.json has runs; it is torn or of another result");

  files = fake_files();
  files.resolved_yaml.resize(5);
  write(files);
  EXPECT_EQ(refusal(), "out/resolved.yaml: expected the scenario of summary.json; it is torn or of another result");
}

TEST_F(StoredResultTest, RefusesOtherFormats) {
  ResultFiles files = fake_files();
  files.summary_json = "{\n  cells: []}";
  write(files);
  EXPECT_EQ(refusal(), "out/summary.json:2:3: expected JSON, as loopsim run --out writes it");
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json = nlohmann::json::array(); }),
            "out/summary.json: expected an object, got '[]'");
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json["generator"] = "fio"; }),
            "out/summary.json: not a result of loopsim");
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json.erase("generator"); }), "out/summary.json: no 'generator'");
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json["cells"] = nlohmann::json::array(); }),
            "out/summary.json: no cells");
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json["cells"][1]["variant"] = 7; }),
            "out/summary.json: cells[1].variant: expected text, got '7'");
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json["cells"][1]["baseline"] = "no"; }),
            "out/summary.json: cells[1].baseline: expected true or false, got '\"no\"'");
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json["cells"][0]["runs"][1]["metrics"]["iops"] = "x"; }),
            "out/summary.json: cells[0].runs[1].metrics.iops: expected a number or null, got '\"x\"'");
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json["cells"][0]["runs"][1]["replication"] = 2; }),
            "out/summary.json: cells[0].runs[1].replication: expected replication 1");
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json["cells"][0]["runs"] = nlohmann::json::array(); }),
            "out/summary.json: cells[0]: no runs");
  EXPECT_EQ(refusal_of_json([](nlohmann::json& json) { json["provenance"]["seed"] = -1; }),
            "out/summary.json: provenance.seed: expected a whole number, got '-1'");
}

// A file torn anywhere is refused, or whole but for the line feed at its end.
RC_GTEST_FIXTURE_PROP(StoredResultTest, RefusesEveryTear, ()) {
  ResultFiles files = fake_files();
  const auto member =
      *rc::gen::element(&ResultFiles::summary_json, &ResultFiles::runs_csv, &ResultFiles::resolved_yaml);
  const auto length = *rc::gen::inRange<std::size_t>(0, (files.*member).size() - 1);
  (files.*member).resize(length);
  write(files);
  RC_ASSERT_THROWS_AS(read_result(directory()), scenarios::InputError);
}

}  // namespace
}  // namespace loopsim::analysis
