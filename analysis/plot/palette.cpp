// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/palette.hpp"

#include <array>

#include <fmt/format.h>

namespace loopsim::analysis {
namespace {

// Yellow is hard to see as a line on white, and so comes last.
constexpr std::array kLines = {kBlack, kBlue, kVermilion, kGreen, kPurple, kOrange, kSkyBlue, kYellow};
constexpr std::array kDashes = {"1", "(8,4)", "(3,3)", "(9,3,2,3)", "(15,5)"};
constexpr std::array kMarkers = {7, 5, 9, 11, 13, 6, 4, 8, 10, 12};

constexpr std::array kFills = {kBlue, kOrange, kGreen, kVermilion, kSkyBlue, kPurple, kYellow, kInk};
constexpr std::array kHatches = {4, 1, 5, 2};  // patterns of gnuplot
constexpr int kSolid = 3;

}  // namespace

std::string line_color(std::size_t i) { return fmt::format("linecolor rgb '{}'", kLines[i % kLines.size()]); }

std::string line_style(std::size_t i) {
  return fmt::format("{} dashtype {} linewidth 2", line_color(i), kDashes[i % kDashes.size()]);
}

std::string marker_style(std::size_t i) {
  return fmt::format("pointtype {} pointsize 0.7", kMarkers[i % kMarkers.size()]);
}

std::string fill_style(std::size_t i) {
  const bool solid = (i + i / kFills.size()) % 2 == 0;
  return fmt::format("fillstyle pattern {} border rgb '{}' linecolor rgb '{}'",
                     solid ? kSolid : kHatches[(i / 2) % kHatches.size()], kInk, kFills[i % kFills.size()]);
}

}  // namespace loopsim::analysis
