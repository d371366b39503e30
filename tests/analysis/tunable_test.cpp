// SPDX-License-Identifier: GPL-2.0
#include "analysis/tunable.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/machine.hpp"
#include "tests/scenarios/input_error_text.hpp"

namespace loopsim::analysis {
namespace {

using testing::HasSubstr;

scenarios::Machine machine() {
  return scenarios::load_machine(std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios/machines/patocka-nvme.yaml");
}

Tunable named(const std::string& name) { return tunable_of(machine(), name, "--parameters"); }

TEST(Tunable, TakesRangeAndValueFromTheMachine) {
  const Tunable cost = named("costs.worker_allocate");
  EXPECT_EQ(cost.now(), 2000);
  EXPECT_EQ(cost.low(), 500);
  EXPECT_EQ(cost.high(), 10'000);
  EXPECT_EQ(named("worker_allocate").name(), "costs.worker_allocate");
  EXPECT_EQ(named("devices.mzplj1t6.units").high(), 128);
  EXPECT_EQ(named("devices.unbound.read_service").now(), 10'000);
}

TEST(Tunable, WalksItsRangeByLogarithms) {
  const Tunable cost = named("costs.worker_allocate");
  EXPECT_DOUBLE_EQ(cost.at(0), 500);
  EXPECT_DOUBLE_EQ(cost.at(1), 10'000);
  EXPECT_NEAR(cost.at(0.5) * cost.at(0.5), 500.0 * 10'000, 1e-3);
  EXPECT_EQ(cost.at(-1), cost.at(0));
  for (const double fraction : {0.0, 0.1, 0.77, 1.0}) {
    EXPECT_NEAR(cost.fraction_of(cost.at(fraction)), fraction, 1e-12);
  }
}

TEST(Tunable, WalksARangeFromZeroToo) {
  const Tunable cost = named("costs.worker_interference");
  EXPECT_EQ(cost.low(), 0);
  EXPECT_DOUBLE_EQ(cost.at(0), 0);
  EXPECT_DOUBLE_EQ(cost.at(1), 4'500);
  EXPECT_NEAR(cost.fraction_of(cost.at(0.3)), 0.3, 1e-12);
}

TEST(Tunable, SetsWhatItNames) {
  EXPECT_EQ(named("psync").applied(machine(), 777.4).spec.costs.psync, 777);
  EXPECT_EQ(named("psync").applied(machine(), 1e9).spec.costs.psync, 1000) << "stays in its range";
  const auto settings = named("devices.mzplj1t6.read_service").settings(50'000);
  ASSERT_EQ(settings.size(), 1U);
  EXPECT_EQ(settings[0].key, "devices.mzplj1t6.read_service");
  EXPECT_EQ(settings[0].value, "exponential(50000ns)");
  EXPECT_EQ(named("devices.mzplj1t6.units").settings(30.6)[0].value, "31");
  EXPECT_EQ(named("psync").settings(777.4)[0].value, "777ns");
}

// A key of a device that this list forgets would have a range and no way to move in it.
TEST(Tunable, EveryRangeOfAShippedMachineCanBeMovedIn) {
  for (const auto& file :
       std::filesystem::directory_iterator(std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios/machines")) {
    if (file.path().extension() != ".yaml") continue;
    if (file.path().stem() == "bare-metal" || file.path().stem() == "vm") continue;  // bases, without CPUs
    const scenarios::Machine shipped = scenarios::load_machine(file.path());
    for (const scenarios::Parameter& parameter : shipped.parameters) {
      if (parameter.range.empty()) continue;
      const std::string key = (parameter.name.find('.') == std::string::npos ? "costs." : "devices.") + parameter.name;
      SCOPED_TRACE(file.path().filename().string() + " " + key);
      try {
        const Tunable tunable = tunable_of(shipped, key, "--parameters");
        EXPECT_NO_FATAL_FAILURE(tunable.applied(shipped, tunable.high()));
      } catch (const scenarios::InputError& error) {
        EXPECT_THAT(error.what(), HasSubstr("no range to move in"));
      }
    }
  }
}

TEST(Tunable, SettingsAndApplyingAreTheSame) {
  const auto path = std::filesystem::path(LOOPSIM_SOURCE_DIR) / "scenarios/machines/patocka-nvme.yaml";
  for (const Tunable& tunable : tunables_of(machine())) {
    const double value = tunable.at(0.37);
    const scenarios::Machine applied = tunable.applied(machine(), value);
    const scenarios::Machine set = scenarios::load_machine(path, tunable.settings(value));
    for (const models::CostRow& row : models::cost_table()) {
      EXPECT_EQ(applied.spec.costs.*(row.field), set.spec.costs.*(row.field)) << tunable.name();
    }
    for (std::size_t i = 0; i < set.devices.size(); ++i) {
      EXPECT_EQ(applied.devices[i].units, set.devices[i].units) << tunable.name();
      EXPECT_EQ(applied.devices[i].read_service, set.devices[i].read_service) << tunable.name();
      EXPECT_EQ(applied.devices[i].write_service, set.devices[i].write_service) << tunable.name();
      EXPECT_EQ(applied.devices[i].submit, set.devices[i].submit) << tunable.name();
    }
  }
}

TEST(Tunable, MovesAGroupByOneFactor) {
  const Tunable both = named("costs.wake_local+costs.wake_remote");
  EXPECT_EQ(both.name(), "costs.wake_local+costs.wake_remote");
  const models::Costs costs = machine().spec.costs;
  EXPECT_EQ(both.now(), static_cast<double>(costs.wake_local));
  EXPECT_DOUBLE_EQ(both.high(), 6'000) << "wake_local comes to the end of its range first";
  const scenarios::Machine moved = both.applied(machine(), both.now() / 2);
  EXPECT_EQ(moved.spec.costs.wake_local, costs.wake_local / 2);
  EXPECT_EQ(moved.spec.costs.wake_remote, costs.wake_remote / 2);
}

TEST(Tunable, RefusesWhatCannotMove) {
  EXPECT_THAT(scenarios::input_error_text([] { named("costs.psnc"); }),
              HasSubstr("--parameters: machine 'patocka-nvme' has no parameter 'costs.psnc'"));
  EXPECT_THAT(scenarios::input_error_text([] { named("costs.psnc"); }), HasSubstr("did you mean 'costs.psync'?"));
  EXPECT_THAT(scenarios::input_error_text([] { named("devices.mzplj1t6.tags"); }), HasSubstr("no range to move in"));
  EXPECT_THAT(scenarios::input_error_text([] { named("costs.psync+costs.psync"); }), HasSubstr("named twice"));
}

}  // namespace
}  // namespace loopsim::analysis
