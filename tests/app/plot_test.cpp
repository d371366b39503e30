// SPDX-License-Identifier: GPL-2.0
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/exit_codes.hpp"
#include "tests/app/program.hpp"
#include "tests/scenarios/example_files.hpp"

namespace loopsim::app {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kSweep = R"yaml(
schema_version: 1
name: depths
question: From which depth on?
scenario: scenario.yaml
axes:
  cases.*.numjobs: [1, 2]
  machine.cpus: [2, 4]
)yaml";

bool is_in_path(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null").c_str()) == 0;
}

// PATH as long as the object.
class Path {
 public:
  explicit Path(const std::string& path) : before_(std::getenv("PATH")) { ::setenv("PATH", path.c_str(), 1); }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;
  ~Path() { ::setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

// Results of the example scenario, cut to 20 ms a run.
class Pictures : public testing::Test {
 protected:
  Pictures() {
    if (!is_in_path("gnuplot")) {
      return;
    }
    const Outcome outcome = run({"run", files_.scenario, "--quiet", "--out", in("out"), "--set",
                                 "cases.sync.runtime=20ms", "--set", "cases.async.runtime=20ms"});
    EXPECT_EQ(outcome.exit_code, kOk) << outcome.error;
  }

  void SetUp() override {
    if (!is_in_path("gnuplot")) {
      GTEST_SKIP() << "there is no gnuplot";
    }
  }

  fs::path in(const std::string& name) const { return files_.scenario.parent_path() / name; }

  const scenarios::ExampleFiles files_;
};

TEST_F(Pictures, OfARunGoBesideItAndWithIt) {
  const Outcome outcome = run({"plot", in("out")});
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.exit_code, kOk);
  EXPECT_THAT(outcome.output, StartsWith((in("out") / "plots" / "bars-sync.svg").string() + "\n"));
  for (const char* name : {"bars-async", "stages-sync", "latency-cdf-async", "agreement", "time-series-sync"}) {
    EXPECT_THAT(text_of(in("out") / "plots" / (std::string(name) + ".svg")), HasSubstr("</svg>")) << name;
    EXPECT_TRUE(fs::exists(in("out") / "plots" / (std::string(name) + ".png"))) << name;
    EXPECT_TRUE(fs::exists(in("out") / "plots" / (std::string(name) + ".gp"))) << name;
  }
  // They do not keep new results from coming into their place.
  EXPECT_EQ(run({"run", files_.scenario, "--quiet", "--out", in("out"), "--force", "--set", "cases.sync.runtime=20ms",
                 "--set", "cases.async.runtime=20ms"})
                .exit_code,
            kOk);
  EXPECT_FALSE(fs::exists(in("out") / "plots"));
}

TEST_F(Pictures, AreOfTheKindThatWasAskedFor) {
  EXPECT_EQ(run({"plot", in("out"), "--kind", "bars,stages", "--out", in("p"), "--quiet"}).output, "");
  EXPECT_TRUE(fs::exists(in("p") / "stages-async.svg"));
  EXPECT_FALSE(fs::exists(in("p") / "agreement.svg"));
  const Outcome unknown = run({"plot", in("out"), "--kind", "barz", "--out", in("p")});
  EXPECT_EQ(unknown.exit_code, kUsage);
  EXPECT_THAT(unknown.error, StartsWith("loopsim: no kind of plot 'barz'; did you mean 'bars'?"));
  EXPECT_EQ(run({"plot", in("out"), "--kind", "heat-map"}).error,
            "loopsim: these results carry no plot of kind 'heat-map'\n");
}

TEST_F(Pictures, TheScriptRunsAgainByHand) {
  ASSERT_EQ(run({"plot", in("out"), "--kind", "bars"}).exit_code, kOk);
  const fs::path svg = in("out") / "plots" / "bars-sync.svg";
  const std::string before = text_of(svg);
  fs::remove(svg);
  ASSERT_EQ(std::system(("cd " + svg.parent_path().string() + " && gnuplot bars-sync.gp").c_str()), 0);
  EXPECT_EQ(text_of(svg), before);
}

TEST_F(Pictures, WithoutGnuplotThereAreDataAndScripts) {
  const Path path(files_.scenario.parent_path().string());
  const Outcome plotted = run({"plot", in("out")});
  EXPECT_EQ(plotted.exit_code, kRunFailed);
  EXPECT_EQ(plotted.output, "");
  EXPECT_EQ(plotted.error,
            "loopsim: gnuplot is not installed (Debian: apt-get install gnuplot-nox); data and scripts "
            "are in " +
                (in("out") / "plots").string() + "\n");
  EXPECT_TRUE(fs::exists(in("out") / "plots" / "bars-sync.gp"));
  EXPECT_TRUE(fs::exists(in("out") / "plots" / "bars-sync.csv"));
  const Outcome reported = run({"report", in("out"), "--out", in("r.html")});
  EXPECT_EQ(reported.exit_code, kRunFailed);
  EXPECT_THAT(reported.error, testing::EndsWith("r.html is without pictures\n"));
  EXPECT_THAT(text_of(in("r.html")), HasSubstr("Not drawn: "));
}

TEST_F(Pictures, OfAComparisonAndAValidation) {
  ASSERT_EQ(run({"compare", in("out"), "--out", in("cmp")}).exit_code, kOk);
  EXPECT_EQ(run({"compare", in("out"), "--out", in("cmp")}).exit_code, kUsage) << "needs --force";
  EXPECT_EQ(run({"plot", in("cmp"), "--quiet"}).error, "");
  EXPECT_TRUE(fs::exists(in("cmp") / "plots" / "changes.svg"));
  EXPECT_EQ(run({"plot", in("cmp") / "comparison.json", "--out", in("q"), "--quiet"}).exit_code, kOk);
  EXPECT_EQ(run({"compare", in("out"), "--out", in("cmp"), "--force"}).exit_code, kOk);
  ASSERT_EQ(run({"report", in("cmp"), "--out", in("cmp.html"), "--quiet"}).exit_code, kOk);
  EXPECT_THAT(text_of(in("cmp.html")), HasSubstr("What changed"));
}

TEST_F(Pictures, OfASweepThatHasFinished) {
  const fs::path sweep = files_.write("sweep.yaml", kSweep);
  const fs::path out = in("map");
  files_.write("half/journal", "");
  EXPECT_THAT(run({"plot", in("half")}).error, HasSubstr("the sweep there has not finished"));
  ASSERT_EQ(run({"sweep", sweep, "--out", out, "--quiet", "--set", "cases.sync.runtime=20ms", "--set",
                 "cases.async.runtime=20ms", "--set", "replications=2"})
                .error,
            "");
  ASSERT_EQ(run({"plot", out, "--quiet"}).error, "");
  EXPECT_TRUE(fs::exists(out / "plots" / "heat-map-new.svg"));
  EXPECT_TRUE(fs::exists(out / "plots" / "lines.svg"));
  ASSERT_EQ(run({"report", out, "--out", in("map.html"), "--quiet"}).exit_code, kOk);
  EXPECT_THAT(text_of(in("map.html")),
              AllOf(HasSubstr("From which depth on?"), HasSubstr("sweep.yaml --set &#39;cases.sync.runtime=20ms&#39;"),
                    HasSubstr("name: example-machine")));
}

TEST_F(Pictures, OfWhatIsNoResultAreRefused) {
  const Outcome none = run({"plot", in("nowhere")});
  EXPECT_EQ(none.exit_code, kBadInput);
  EXPECT_THAT(none.error, AllOf(HasSubstr("nowhere: expected a directory"), HasSubstr("there is none")));
  EXPECT_EQ(run({"report", files_.scenario.parent_path(), "--out", in("r.html")}).exit_code, kBadInput);
  EXPECT_EQ(run({"report", files_.scenario, "--out", in("r.html")}).exit_code, kBadInput);
  EXPECT_FALSE(fs::exists(in("r.html")));
}

TEST_F(Pictures, AReportSaysHowToRepeatIt) {
  ASSERT_EQ(run({"report", in("out"), "--out", in("new/report.html")}).output, (in("new/report.html")).string() + "\n");
  const std::string page = text_of(in("new/report.html"));
  EXPECT_THAT(page,
              AllOf(HasSubstr("Is it right?"), HasSubstr("--set cases.sync.runtime=20ms"), HasSubstr("<svg viewBox="),
                    HasSubstr("It was fitted on 1 row: T1.async."), Not(HasSubstr("Not drawn"))));
}

// In a browser without a window. What it logs of scripts and resources that fail goes to standard error.
TEST_F(Pictures, AReportRendersInABrowser) {
  if (!is_in_path("chromium")) {
    GTEST_SKIP() << "there is no chromium";
  }
  ASSERT_EQ(run({"report", in("out"), "--out", in("r.html"), "--quiet"}).exit_code, kOk);
  const std::string browser = "cd " + files_.scenario.parent_path().string() +
                              " && HOME=$PWD timeout 100 chromium --headless --no-sandbox --disable-gpu "
                              "--disable-dev-shm-usage --enable-logging=stderr ";
  const std::string url = "file://" + in("r.html").string();
  ASSERT_EQ(std::system((browser + "--dump-dom " + url + " >dom.html 2>log.txt").c_str()), 0);
  EXPECT_THAT(text_of(in("dom.html")), HasSubstr("<button type=\"button\" title=\"Sort by variant\">variant</button>"));
  EXPECT_THAT(text_of(in("log.txt")), Not(HasSubstr("CONSOLE")));
  ASSERT_EQ(std::system((browser + "--no-pdf-header-footer --print-to-pdf=r.pdf " + url + " 2>log.txt").c_str()), 0);
  EXPECT_THAT(text_of(in("r.pdf")), StartsWith("%PDF-"));
  EXPECT_GT(fs::file_size(in("r.pdf")), 20'000U);
}

}  // namespace
}  // namespace loopsim::app
