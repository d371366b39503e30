// SPDX-License-Identifier: GPL-2.0
#include "scenarios/units.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/time.hpp"

namespace loopsim::scenarios {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

template <typename Call>
std::string refusal(Call&& call) {
  try {
    std::forward<Call>(call)();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

std::string duration_refusal(const std::string& text) {
  return refusal([&] { parse_duration(text); });
}

std::string size_refusal(const std::string& text) {
  return refusal([&] { parse_size(text); });
}

TEST(ParseDuration, TakesEachUnit) {
  EXPECT_EQ(parse_duration("100ns"), 100);
  EXPECT_EQ(parse_duration("16us"), 16'000);
  EXPECT_EQ(parse_duration("3ms"), 3'000'000);
  EXPECT_EQ(parse_duration("40s"), 40'000'000'000);
}

TEST(ParseDuration, TakesABareNumberAsNanoseconds) {
  EXPECT_EQ(parse_duration("0"), 0);
  EXPECT_EQ(parse_duration("250"), 250);
}

TEST(ParseDuration, TakesDecimalsExactly) {
  EXPECT_EQ(parse_duration("0.1us"), 100);
  EXPECT_EQ(parse_duration("56.5us"), 56'500);
  EXPECT_EQ(parse_duration("2.000ns"), 2);
  EXPECT_EQ(parse_duration("4503599.627370497s"), 4'503'599'627'370'497) << "a double in seconds cannot hold it";
}

TEST(ParseDuration, ReachesTheEndOf64BitsAndNoFurther) {
  EXPECT_EQ(parse_duration("9223372036854775807"), kLargest);
  EXPECT_EQ(parse_duration("9223372036.854775807s"), kLargest);
  EXPECT_EQ(duration_refusal("9223372036854775808"), "duration '9223372036854775808' is too large");
  EXPECT_EQ(duration_refusal("9223372036.854775808s"), "duration '9223372036.854775808s' is too large");
  EXPECT_EQ(duration_refusal("99999999999999999999999s"), "duration '99999999999999999999999s' is too large");
}

TEST(ParseDuration, RefusesFractionsOfANanosecond) {
  EXPECT_EQ(duration_refusal("1.5ns"), "'1.5ns' is not a whole number of nanoseconds");
  EXPECT_EQ(duration_refusal("0.0001us"), "'0.0001us' is not a whole number of nanoseconds");
  EXPECT_EQ(duration_refusal("0.5"), "'0.5' is not a whole number of nanoseconds");
  EXPECT_EQ(duration_refusal("1.0000000000000000001s"),
            "'1.0000000000000000001s' is not a whole number of nanoseconds");
}

TEST(ParseDuration, RefusesNegativeOnes) {
  EXPECT_EQ(duration_refusal("-1us"), "a duration cannot be negative, got '-1us'");
}

TEST(ParseDuration, RefusesWhatIsNoDuration) {
  for (const std::string text : {"", "us", ".5us", "1.us", "1 us", " 1us", "1us ", "1e3us", "+1us", "1,5us", "1.2.3us",
                                 "0x10", "1min", "1US", "-us"}) {
    EXPECT_EQ(duration_refusal(text),
              "expected a duration such as 100ns, 16us, 1.5ms or 40s (a bare number is ns), got '" + text + "'");
  }
}

TEST(ParseSize, TakesFioAndIecUnitsAsPowersOf1024) {
  EXPECT_EQ(parse_size("512"), 512U);
  EXPECT_EQ(parse_size("4k"), 4096U);
  EXPECT_EQ(parse_size("4K"), 4096U);
  EXPECT_EQ(parse_size("4KiB"), 4096U);
  EXPECT_EQ(parse_size("1m"), 1'048'576U);
  EXPECT_EQ(parse_size("1MiB"), 1'048'576U);
  EXPECT_EQ(parse_size("4g"), 4'294'967'296U);
  EXPECT_EQ(parse_size("4GiB"), 4'294'967'296U);
  EXPECT_EQ(parse_size("1t"), 1'099'511'627'776U);
  EXPECT_EQ(parse_size("1TiB"), 1'099'511'627'776U);
  EXPECT_EQ(parse_size("0.5k"), 512U);
}

TEST(ParseSize, RefusesUnitsThatMeanTwoThings) {
  for (const std::string text : {"4kB", "4KB", "4kb", "4MB", "4GB", "4Ki", "4kib", "4B"}) {
    EXPECT_EQ(size_refusal(text),
              "expected a size such as 512, 4k, 4KiB or 4GiB (k = 1024; a bare number is bytes), got '" + text + "'");
  }
}

TEST(ParseSize, RefusesFractionsOfAByteAndOverflow) {
  EXPECT_EQ(size_refusal("0.1k"), "'0.1k' is not a whole number of bytes");
  EXPECT_EQ(size_refusal("8388608TiB"), "size '8388608TiB' is too large");
  EXPECT_EQ(parse_size("8388607TiB"), std::uint64_t{8'388'607} << 40U);
}

TEST(ParseCount, TakesPlainIntegersOnly) {
  EXPECT_EQ(parse_count("0"), 0U);
  EXPECT_EQ(parse_count("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(refusal([] { parse_count("18446744073709551616"); }), "integer '18446744073709551616' is too large");
  for (const std::string text : {"", "-1", "+1", "007", "1.0", "1e3", "0x10", "4k", "1_000", " 1"}) {
    EXPECT_EQ(refusal([&] { parse_count(text); }), "expected an integer, got '" + text + "'");
  }
}

TEST(ParseNumber, TakesDecimalsAndExponents) {
  EXPECT_EQ(parse_number("0.25"), 0.25);
  EXPECT_EQ(parse_number("2e3"), 2000.0);
  EXPECT_EQ(parse_number("-1"), -1.0);
  for (const std::string text : {"", "nan", "inf", "1e999", "1,5", "2x", " 1"}) {
    EXPECT_EQ(refusal([&] { parse_number(text); }), "expected a number, got '" + text + "'");
  }
}

TEST(DurationText, UsesTheLargestUnitThatTheValueFills) {
  EXPECT_EQ(duration_text(0), "0ns");
  EXPECT_EQ(duration_text(900), "900ns");
  EXPECT_EQ(duration_text(1'500), "1.5us");
  EXPECT_EQ(duration_text(56'500), "56.5us");
  EXPECT_EQ(duration_text(1'000'001), "1.000001ms");
  EXPECT_EQ(duration_text(40 * sim::kSecond), "40s");
  EXPECT_EQ(duration_text(kLargest), "9223372036.854775807s");
}

TEST(SizeText, UsesTheLargestUnitThatDividesTheValue) {
  EXPECT_EQ(size_text(0), "0");
  EXPECT_EQ(size_text(1000), "1000");
  EXPECT_EQ(size_text(4096), "4KiB");
  EXPECT_EQ(size_text(1'049'600), "1025KiB");
  EXPECT_EQ(size_text(std::uint64_t{4} << 30U), "4GiB");
}

RC_GTEST_PROP(DurationText, ReadsBackAsTheSameDuration, ()) {
  const auto duration = *rc::gen::suchThat<std::int64_t>([](std::int64_t value) { return value >= 0; });
  const auto scale = *rc::gen::element<std::int64_t>(1, 1'000, 1'000'000, 1'000'000'000);
  RC_ASSERT(parse_duration(duration_text(duration)) == duration);
  RC_ASSERT(parse_duration(duration_text(duration / scale)) == duration / scale);
}

RC_GTEST_PROP(SizeText, ReadsBackAsTheSameSize, ()) {
  const auto bytes = *rc::gen::suchThat<std::int64_t>([](std::int64_t value) { return value >= 0; });
  const auto shift = *rc::gen::inRange(0U, 63U);
  const auto size = (static_cast<std::uint64_t>(bytes) >> shift) << shift;
  RC_ASSERT(parse_size(size_text(size)) == size);
}

TEST(PerCent, IsANumberWithItsSign) {
  EXPECT_EQ(parse_per_cent("2%"), 2.0);
  EXPECT_EQ(parse_per_cent("0.25%"), 0.25);
  for (const std::string text : {"", "%", "2", "2 %", "x%", "2%%"}) {
    EXPECT_EQ(refusal([&] { parse_per_cent(text); }), "expected a percentage such as 2%, got '" + text + "'");
  }
  EXPECT_EQ(per_cent_text(0.1), "0.1%");
  EXPECT_EQ(per_cent_text(2), "2%");
}

}  // namespace
}  // namespace loopsim::scenarios
