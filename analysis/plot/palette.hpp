// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <string>

namespace loopsim::analysis {

// Colours that people with any kind of colour vision tell apart: those of Okabe and Ito (2008), and what tells things
// apart without colour.

inline constexpr const char* kBlack = "#000000";
inline constexpr const char* kOrange = "#e69f00";
inline constexpr const char* kSkyBlue = "#56b4e9";
inline constexpr const char* kGreen = "#009e73";
inline constexpr const char* kYellow = "#f0e442";
inline constexpr const char* kBlue = "#0072b2";
inline constexpr const char* kVermilion = "#d55e00";
inline constexpr const char* kPurple = "#cc79a7";
inline constexpr const char* kInk = "#333333";    // axes and their text
inline constexpr const char* kFaint = "#d9d9d9";  // grids

// gnuplot's words for line i: colour, dash type, width. Any two of the first forty differ in colour or dashes.
std::string line_style(std::size_t i);

// Its colour alone.
std::string line_color(std::size_t i);

// The same with a marker: `pointtype` and its size.
std::string marker_style(std::size_t i);

// gnuplot's words to fill area i: colour and pattern. Any two of the first sixteen differ. Solid and
// hatched areas take turns, so that neighbours are told apart in grey.
std::string fill_style(std::size_t i);

}  // namespace loopsim::analysis
