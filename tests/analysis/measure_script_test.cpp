// SPDX-License-Identifier: GPL-2.0
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/validation/measured_source.hpp"
#include "scenarios/yaml_reader.hpp"
#include "scenarios/yaml_tree.hpp"
#include "tests/scenarios/temporary_directory.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct Outcome {
  int status = 0;
  std::string output;  // both streams
};

// analysis/measure.sh with fio, losetup and fallocate that only write down how they were called.
class MeasureScript : public testing::Test {
 protected:
  MeasureScript() {
    fs::create_directories(tools());
    fs::create_directories(images());
    // --output names the file that fio leaves.
    tool("fio", "for a; do case $a in --output=/dev/null) ;; --output=*) cp '" + std::string(LOOPSIM_FIXTURE_DIR) +
                    "/zx-stable-loop-randwrite-12x1-libaio-cfs-r1.json' \"${a#--output=}\" ;; esac; done");
    tool("losetup", "echo /dev/loop99");
    tool("fallocate", ":");
  }

  fs::path tools() const { return directory_.path() / "tools"; }
  fs::path images() const { return directory_.path() / "images"; }
  fs::path image() const { return images() / "loopsim-measure.img"; }
  fs::path out() const { return directory_.path() / "out"; }
  fs::path log() const { return directory_.path() / "log"; }

  void tool(const std::string& name, const std::string& body) const {
    const fs::path file = directory_.write(
        "tools/" + name, "#!/bin/sh\necho " + name + " \"$@\" >>'" + log().string() + "'\n" + body + "\n");
    fs::permissions(file, fs::perms::owner_all);
  }

  Outcome measure(const std::string& arguments) const {
    const std::string command =
        "PATH='" + tools().string() + "':\"$PATH\" '" LOOPSIM_SOURCE_DIR "/analysis/measure.sh' " + arguments + " 2>&1";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    Outcome outcome;
    std::array<char, 4096> buffer{};
    for (std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe); size > 0;
         size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
      outcome.output.append(buffer.data(), size);
    }
    outcome.status = WEXITSTATUS(::pclose(pipe));
    return outcome;
  }

  std::string usual() const { return "--directory '" + images().string() + "' --out '" + out().string() + "' "; }

  std::string logged() const {
    std::ifstream stream(log());
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
  }

  const scenarios::TemporaryDirectory directory_;
};

TEST_F(MeasureScript, DryRunPrintsTheCommandsAndDoesNothing) {
  const Outcome outcome = measure(usual() + "--dry-run --repeat 2");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.output, HasSubstr("fio --name=file-randread-1x1-libaio-r1 --filename=" + image().string()));
  EXPECT_THAT(outcome.output, HasSubstr("losetup --find --show --direct-io=on " + image().string()));
  EXPECT_THAT(outcome.output, HasSubstr("fio --name=loop-randread-12x1-psync-r2 --filename=LOOP_DEVICE"));
  EXPECT_EQ(logged(), "");
  EXPECT_TRUE(fs::is_empty(images()));
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(MeasureScript, RefusesWhatIsNotItsOwn) {
  directory_.write("images/loopsim-measure.img", "precious");
  const Outcome there = measure(usual());
  EXPECT_EQ(there.status, 1);
  EXPECT_THAT(there.output, HasSubstr("exists; this script touches no file but its own"));
  EXPECT_TRUE(fs::exists(image()));
  fs::remove(image());
  fs::create_symlink("/dev/null", image());
  EXPECT_EQ(measure(usual()).status, 1);
  fs::remove(image());
  fs::create_directory(out());
  directory_.write("out/other", "precious");
  EXPECT_THAT(measure(usual()).output, HasSubstr("is not an empty directory"));
  EXPECT_THAT(measure("--directory /dev/null --out x").output, HasSubstr("is no directory"));
  EXPECT_EQ(measure("--out x").status, 2);
  EXPECT_EQ(measure(usual() + "--devise x").status, 2);
  EXPECT_EQ(measure(usual() + "--size 4X").status, 1);
  EXPECT_EQ(measure(usual() + "--device 'a, b'").status, 1);
  EXPECT_EQ(logged(), "") << "nothing was run";
}

TEST_F(MeasureScript, LeavesATableAndNoImage) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "losetup needs root";
  }
  const Outcome outcome = measure(usual() + "--repeat 1 --size 16M --device d");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_FALSE(fs::exists(image()));
  EXPECT_THAT(logged(), HasSubstr("losetup --detach /dev/loop99"));
  EXPECT_THAT(logged(), HasSubstr("--filename=/dev/loop99 --rw=randwrite --numjobs=12 --iodepth=16"));
  const auto files = std::distance(fs::directory_iterator(out()), fs::directory_iterator());
  EXPECT_EQ(files, 2 * 9 + 1);
  const scenarios::YamlNode tree = scenarios::load_yaml(out() / "table.yaml", {"table.yaml", 0, 0});
  const scenarios::Value entries = scenarios::Value(tree, "").require("measurements");
  ASSERT_EQ(entries.items().size(), 2U);
  const MeasuredSource loop = read_source(entries.items()[1], out(), {});
  ASSERT_EQ(loop.measurements.size(), 1U) << "the fake fio always ran the same";
  EXPECT_EQ(loop.measurements[0].repetitions, 9);
  EXPECT_EQ(loop.measurements[0].target, "loop");
  EXPECT_EQ(loop.measurements[0].device, "d");
}

TEST_F(MeasureScript, CleansUpAfterAFailure) {
  if (::geteuid() != 0) {
    GTEST_SKIP() << "losetup needs root";
  }
  tool("fio", "case $* in *--name=loop-*) exit 3 ;; esac");
  EXPECT_NE(measure(usual() + "--repeat 1 --size 16M").status, 0);
  EXPECT_FALSE(fs::exists(image()));
  EXPECT_THAT(logged(), HasSubstr("losetup --detach /dev/loop99"));
}

}  // namespace
}  // namespace loopsim::analysis
