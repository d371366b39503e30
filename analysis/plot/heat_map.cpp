// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/heat_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <set>
#include <span>

#include <fmt/format.h>

#include "analysis/csv.hpp"
#include "analysis/number_format.hpp"
#include "analysis/plot/origin.hpp"
#include "analysis/plot/palette.hpp"
#include "analysis/plot/panels.hpp"
#include "analysis/text_layout.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kCellWidth = 50;
constexpr double kCellHeight = 38;
constexpr double kTicDistance = 16;
constexpr double kHighestBox = 320;  // of colours
constexpr double kWon = 1.02;        // less is no gain worth a letter

// What a cell of a map shows.
struct MapCell {
  double ratio = std::numeric_limits<double>::quiet_NaN();
  std::string text;
};
using CellAt = std::function<MapCell(const std::vector<std::size_t>& indices)>;

// How a ratio becomes a colour: by its logarithm, from one end of the scale to the other.
struct Scale {
  double least;  // ratios
  double most;
  std::string palette;
};

// What a kind of map needs beside its cells.
struct MapKind {
  std::string name;
  std::string title;
  std::string legend;  // of the colours
  std::string alt;
  bool diverging = true;  // ratios below 1 matter as much as those above
};

// A ratio as its cell shows it; break-even is where that says 1.00, so that noise draws no line.
double shown(double ratio) { return std::round(100 * ratio) / 100; }

// The cells of a panel and the line between those below 1 and the others.
class MapPanel {
 public:
  MapPanel(const SweepGrid& grid, const GridLayout& layout, std::vector<std::size_t> indices, const CellAt& cell_at)
      : columns_(positions(grid, layout.x)), rows_(positions(grid, layout.y)) {
    for (std::size_t y = 0; y < rows_; ++y) {
      for (std::size_t x = 0; x < columns_; ++x) {
        set_index(indices, layout.x, x);
        set_index(indices, layout.y, y);
        cells_.push_back(cell_at(indices));
      }
    }
  }

  const std::vector<MapCell>& cells() const { return cells_; }

  std::string rows(double most) const {
    CsvWriter csv;
    for (std::size_t y = 0; y < rows_; ++y) {
      for (std::size_t x = 0; x < columns_; ++x) {
        const MapCell& cell = at(x, y);
        // Where black on the colour is harder to read than white.
        const bool dark = std::isfinite(cell.ratio) && std::log(cell.ratio) / std::log(most) > 0.93;
        csv.field(std::to_string(x));
        csv.field(std::to_string(y));
        csv.field(std::isfinite(cell.ratio) ? format_number(cell.ratio, NumberFormat::fraction) : "NaN");
        csv.field(dark ? "1" : "0");
        csv.field(cell.text);
        csv.end_row();
      }
    }
    return csv.text();
  }

  // From, and how far: gnuplot's vectors. The first row keeps a panel without a line from being no block at all.
  std::string break_even() const {
    std::string text = "NaN,NaN,0,0\n";
    for (std::size_t y = 0; y < rows_; ++y) {
      for (std::size_t x = 0; x < columns_; ++x) {
        const auto left = static_cast<double>(x) - 0.5;
        const auto low = static_cast<double>(y) - 0.5;
        if (x + 1 < columns_ && differ(at(x, y), at(x + 1, y))) {
          text += fmt::format("{},{},0,1\n", left + 1, low);
        }
        if (y + 1 < rows_ && differ(at(x, y), at(x, y + 1))) {
          text += fmt::format("{},{},1,0\n", left, low + 1);
        }
      }
    }
    return text;
  }

 private:
  const MapCell& at(std::size_t x, std::size_t y) const { return cells_[y * columns_ + x]; }

  static bool differ(const MapCell& a, const MapCell& b) {
    return std::isfinite(a.ratio) && std::isfinite(b.ratio) && (shown(a.ratio) < 1) != (shown(b.ratio) < 1);
  }

  std::size_t columns_;
  std::size_t rows_;
  std::vector<MapCell> cells_;
};

Scale scale_of(const std::vector<MapPanel>& panels, bool diverging) {
  double most = 1.1;
  for (const MapPanel& panel : panels) {
    for (const MapCell& cell : panel.cells()) {
      if (std::isfinite(cell.ratio) && cell.ratio > 0) {
        most = std::max({most, cell.ratio, diverging ? 1 / cell.ratio : 1});
      }
    }
  }
  const std::string high = fmt::format("0 '#f7f7f7', 0.5 '#8cbfdd', 1 '{}'", kBlue);
  return diverging ? Scale{1 / most, most, fmt::format("-1 '{}', -0.5 '#f0b48c', {}", kVermilion, high)}
                   : Scale{1, most, high};
}

// The numbers of a scale beside a box of that height: 1, and on either side of it those that have room.
std::string color_tics(const Scale& scale, double height) {
  constexpr std::array kWide = {0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0};
  constexpr std::array kMiddle = {0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0};
  constexpr std::array kNarrow = {0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.25};
  const double pixels = height / std::log2(scale.most / scale.least);  // for twice the ratio
  std::string tics;
  double last = 1;
  const auto add = [&](double ratio) {
    const bool inside = ratio >= scale.least * 0.999 && ratio <= scale.most * 1.001;
    if (inside && (ratio == 1 || pixels * std::abs(std::log2(ratio / last)) >= kTicDistance)) {
      tics += fmt::format("{}'{}X' {:.5f}", tics.empty() ? "" : ", ", ratio, std::log2(ratio));
      last = ratio;
    }
  };
  const auto add_all = [&](std::span<const double> ratios) {
    const auto one = std::ranges::find(ratios, 1.0);
    std::for_each(one, ratios.end(), add);
    last = 1;
    std::for_each(std::make_reverse_iterator(one), ratios.rend(), add);
  };
  if (scale.most > 3.5) {
    add_all(kWide);
  } else if (scale.most > 1.3) {
    add_all(kMiddle);
  } else {
    add_all(kNarrow);
  }
  return "set cbtics (" + tics + ") scale 0";
}

std::string axis_tics(const char* which, const SweepGrid& grid, std::size_t axis) {
  std::string tics;
  for (std::size_t i = 0; i < positions(grid, axis); ++i) {
    const std::string value = axis == kNoAxis ? "" : grid.axes()[axis].values[i];
    tics += fmt::format("{}{} {}", i == 0 ? "" : ", ", tic_string(value), i);
  }
  return fmt::format("set {}tics ({}) scale 0", which, tics);
}

double widest_value(const GridAxis& axis) {
  double width = 0;
  for (const std::string& value : axis.values) {
    width = std::max(width, text_width(value));
  }
  return width;
}

std::string label_of(const SweepGrid& grid, std::size_t axis) { return axis == kNoAxis ? "" : grid.axes()[axis].label; }

Figure draw_map(const StoredSweep& sweep, const SweepGrid& grid, const GridLayout& layout, const GridPage& page,
                const MapKind& kind, const CellAt& cell_at) {
  const std::string title = kind.title + (page.caption.empty() ? "" : ", " + page.caption);
  const double cell_width = std::max(kCellWidth, widest_value(grid.axes()[layout.x]) + 8);
  const double for_values = layout.y == kNoAxis ? 0 : widest_value(grid.axes()[layout.y]);
  // A small map is as large as what is written along it.
  const double width =
      std::max(cell_width * static_cast<double>(positions(grid, layout.x)), text_width(label_of(grid, layout.x)));
  const double height = std::max({kCellHeight * static_cast<double>(positions(grid, layout.y)),
                                  text_width(label_of(grid, layout.y)), text_width(kind.legend)});
  const Panels places(grid, layout, page, width, height,
                      {.left = 52 + for_values, .right = 122, .narrowest = text_width(title) + 24});
  std::vector<MapPanel> panels;
  std::string cells;
  std::string lines;
  for (const Panels::Place& place : places.places()) {
    panels.emplace_back(grid, layout, place.indices, cell_at);
  }
  const Scale scale = scale_of(panels, kind.diverging);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const std::string heading = fmt::format("{}# {}\n", i == 0 ? "" : "\n\n", places.places()[i].caption);
    cells += heading + "# x,y,ratio,dark,text\n" + panels[i].rows(scale.most);
    lines += heading + "# x,y,dx,dy\n" + panels[i].break_even();
  }
  const std::string name = kind.name + page.suffix;
  Script script({.name = name,
                 .about = kind.alt + "\nData: a block for each panel; indices of the axes' values, ratio, whether the "
                                     "cell is dark, its text.",
                 .title = title,
                 .origin = origin_text(sweep)},
                places.canvas());
  script.line("unset key; unset grid; set border 0");
  script.line("set palette defined (" + scale.palette + ")");
  script.line(fmt::format("set cbrange [{:.5f}:{:.5f}]", std::log2(scale.least), std::log2(scale.most)));
  const double box_height = std::min(places.bottom() - places.top(), kHighestBox);
  script.line(color_tics(scale, box_height));
  script.line(fmt::format("set cblabel {} offset 1.3,0", script_string(kind.legend)));
  script.line("unset colorbox");
  script.line(fmt::format("set xrange [-0.5:{}.5]; set yrange [-0.5:{}.5]", positions(grid, layout.x) - 1,
                          positions(grid, layout.y) - 1));
  script.line("set multiplot");
  const Canvas canvas = places.canvas();
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const Panels::Place& place = places.places()[i];
    script.panel(place.panel);
    script.line(fmt::format("set title {} offset 0,-0.7", script_string(place.caption)));
    script.line(axis_tics("x", grid, layout.x));
    script.line(place.leftmost ? axis_tics("y", grid, layout.y) : "unset ytics");
    script.line(fmt::format("set xlabel {}", script_string(place.lowest ? label_of(grid, layout.x) : "")));
    script.line(fmt::format("set ylabel {}", script_string(place.leftmost ? label_of(grid, layout.y) : "")));
    if (i + 1 == panels.size()) {
      script.line(fmt::format("set colorbox user origin {:.5f},{:.5f} size {:.5f},{:.5f} border",
                              (places.right() + 18) / canvas.width, 1 - (places.top() + box_height) / canvas.height,
                              16.0 / canvas.width, box_height / canvas.height));
    }
    const std::string file = script_string(name + ".csv");
    script.plot(
        {fmt::format("{} index {} using 1:2:(0.49):(0.49):(log($3)/log(2)) with boxxyerror fillstyle solid 1 "
                     "noborder linecolor palette notitle",
                     file, i),
         fmt::format("{} index {} using ($4 == 0 ? $1 : NaN):2:5 with labels textcolor rgb '{}' notitle", file, i,
                     kBlack),
         fmt::format("{} index {} using ($4 == 1 ? $1 : NaN):2:5 with labels textcolor rgb '#ffffff' notitle", file, i),
         fmt::format("{} index {} using 1:2:3:4 with vectors nohead linewidth 3 linecolor rgb '{}' notitle",
                     script_string(name + "-break-even.csv"), i, kBlack)});
    script.line("unset label");
  }
  script.line("unset multiplot");
  return {.name = name,
          .title = title,
          .alt = kind.alt,
          .script = script.str(),
          .data = {{name + ".csv", cells}, {name + "-break-even.csv", lines}}};
}

std::vector<Figure> draw_pages(const StoredSweep& sweep, const SweepGrid& grid, const MapKind& kind,
                               const CellAt& cell_at) {
  const GridLayout layout = map_layout(grid);
  std::vector<Figure> figures;
  for (const GridPage& page : pages_of(grid, layout)) {
    figures.push_back(draw_map(sweep, grid, layout, page, kind, cell_at));
  }
  return figures;
}

bool can_be_mapped(const SweepGrid& grid) { return grid.axes().size() >= 2 && grid.is_filled(); }

double ratio_of(const SweepRow* row) {
  return row != nullptr && row->ratio ? row->ratio->value : std::numeric_limits<double>::quiet_NaN();
}

// How many points a variant is ahead at, behind, and at which ratios at most.
std::string spread_text(const StoredSweep& sweep, const std::string& variant) {
  std::size_t ahead = 0;
  std::size_t behind = 0;
  std::size_t all = 0;
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  for (const SweepRow& row : sweep.rows) {
    if (row.variant == variant && row.ratio) {
      ++all;
      ahead += shown(row.ratio->value) > 1 ? 1 : 0;
      behind += shown(row.ratio->value) < 1 ? 1 : 0;
      least = std::min(least, row.ratio->value);
      most = std::max(most, row.ratio->value);
    }
  }
  return fmt::format("Above 1 in {} and below 1 in {} of {} places, from {} to {}.", ahead, behind, all,
                     fit_number(least, 3, 6), fit_number(most, 3, 6));
}

std::string axis_names(const SweepGrid& grid) {
  std::string names;
  for (const GridAxis& axis : grid.axes()) {
    names += (names.empty() ? "" : ", ") + axis.name;
  }
  return names;
}

// A letter for each variant: the first of the name, of one of its parts, or any that no other has.
std::map<std::string, std::string> letters_of(const std::vector<std::string>& variants) {
  std::map<std::string, std::string> letters;
  std::set<char> taken;
  for (const std::string& variant : variants) {
    std::string candidates;
    for (std::size_t i = 0; i < variant.size(); ++i) {
      if (i == 0 || variant[i - 1] == '-' || variant[i - 1] == '_') {
        candidates += variant[i];
      }
    }
    candidates += variant + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    for (const char candidate : candidates) {
      const bool lower = candidate >= 'a' && candidate <= 'z';
      const char letter = lower ? static_cast<char>(candidate - 'a' + 'A') : candidate;
      const bool usable = (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
      if (usable && taken.insert(letter).second) {
        letters[variant] = letter;
        break;
      }
    }
  }
  return letters;
}

}  // namespace

std::vector<Figure> heat_maps(const StoredSweep& sweep) {
  const SweepGrid grid(sweep);
  std::vector<Figure> figures;
  if (!can_be_mapped(grid)) {
    return figures;
  }
  for (const std::string& variant : grid.variants()) {
    if (variant == grid.baseline()) {
      continue;
    }
    const MapKind kind{.name = "heat-map-" + file_name_part(variant),
                       .title = fmt::format("{}: rate of {} / {}; heavy line: break-even", sweep.manifest.sweep,
                                            variant, grid.baseline()),
                       .legend = "rate / " + grid.baseline(),
                       .alt = fmt::format("Heat map of the rate of {} over that of {}, over {}. {}", variant,
                                          grid.baseline(), axis_names(grid), spread_text(sweep, variant))};
    const std::vector<Figure> drawn = draw_pages(sweep, grid, kind, [&](const std::vector<std::size_t>& indices) {
      const double ratio = ratio_of(grid.at(variant, indices));
      return MapCell{ratio, std::isfinite(ratio) ? fmt::format("{:.2f}", ratio) : ""};
    });
    figures.insert(figures.end(), drawn.begin(), drawn.end());
  }
  return figures;
}

std::vector<Figure> best_maps(const StoredSweep& sweep) {
  const SweepGrid grid(sweep);
  std::vector<std::string> candidates;
  std::ranges::copy_if(grid.variants(), std::back_inserter(candidates), [&](const std::string& variant) {
    return variant != grid.baseline() && grid.is_loop_policy(variant);
  });
  if (!can_be_mapped(grid) || candidates.size() < 2) {
    return {};
  }
  const auto letters = letters_of(candidates);
  std::string key;
  for (const std::string& variant : candidates) {
    key += fmt::format("{} {}, ", letters.at(variant), variant);
  }
  const MapKind kind{.name = "best-map",
                     .title = fmt::format("Best over {}: {}· none by more than 2 %", grid.baseline(), key),
                     .legend = "rate of the best / " + grid.baseline(),
                     .alt = fmt::format("Map of the policy with the highest rate over {}, and its ratio to {}.",
                                        axis_names(grid), grid.baseline()),
                     .diverging = false};
  return draw_pages(sweep, grid, kind, [&](const std::vector<std::size_t>& indices) {
    MapCell best;
    std::string letter;
    for (const std::string& variant : candidates) {
      const double ratio = ratio_of(grid.at(variant, indices));
      if (std::isfinite(ratio) && !(ratio <= best.ratio)) {
        best.ratio = ratio;
        letter = letters.at(variant);
      }
    }
    if (std::isfinite(best.ratio)) {
      best.text =
          best.ratio > kWon ? fmt::format("{} {:.2f}", letter, best.ratio) : fmt::format("· {:.2f}", best.ratio);
      best.ratio = std::max(best.ratio, 1.0);
    }
    return best;
  });
}

}  // namespace loopsim::analysis
