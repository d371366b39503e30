// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "analysis/plot/figure.hpp"

namespace loopsim::analysis {

// Forms of a picture, and so ends of file names.
enum class Picture { svg, png };

// gnuplot is not there, or does not draw a script.
class GnuplotError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Writes scripts and data of the figures into a directory, which is created where it is missing. Files of the same
// names are replaced, each at once; others stay. Throws std::system_error.
void write_figures(const std::filesystem::path& directory, const std::vector<Figure>& figures);

// Has gnuplot draw what write_figures() left there, `workers` figures at a time. Throws GnuplotError, and what
// run_in_processes() throws.
void draw_figures(const std::filesystem::path& directory, const std::vector<Figure>& figures,
                  std::span<const Picture> pictures, int workers);

// NAME.svg or NAME.png.
std::string picture_name(const Figure& figure, Picture picture);

}  // namespace loopsim::analysis
