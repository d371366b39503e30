// SPDX-License-Identifier: GPL-2.0
#include "analysis/plot/script.hpp"

#include <cstddef>

#include <fmt/format.h>

#include "analysis/plot/palette.hpp"
#include "analysis/printable_text.hpp"

namespace loopsim::analysis {
namespace {

constexpr double kCharacter = 7.3;  // mean width in the 13 px font
constexpr double kSmallCharacter = 5.4;
constexpr std::size_t kLongestFormat = 49;  // bytes of a tic's label that gnuplot prints if there is a % in it

std::string comment(std::string_view text) {
  std::string lines = "# ";
  for (const char c : text) {
    lines += c;
    if (c == '\n') {
      lines += "# ";
    }
  }
  return lines + "\n";
}

std::string replaced(std::string_view text, char what, std::string_view by) {
  std::string result;
  for (const char c : text) {
    if (c == what) {
      result += by;
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

double text_width(std::string_view text) { return kCharacter * static_cast<double>(characters(text)); }

std::string script_string(std::string_view text) { return "'" + replaced(printable(text), '\'', "''") + "'"; }

std::string tic_string(std::string_view text) {
  std::string label = printable(text);
  const bool is_format = label.find('%') != std::string::npos;
  for (std::size_t most = characters(label); is_format && label.size() > kLongestFormat; --most) {
    label = shortened(label, most);
  }
  return script_string(replaced(label, '%', "%%"));
}

std::string file_name_part(std::string_view text) {
  std::string part;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
    part += plain ? c : '_';
  }
  return part;
}

Script::Script(const ScriptHead& head, Canvas canvas) : canvas_(canvas) {
  const auto width = static_cast<double>(canvas.width);
  text_ = comment(head.about);
  text_ += fmt::format("#   gnuplot {0}.gp                        draws {0}.svg\n", head.name);
  text_ += fmt::format("#   gnuplot -e \"terminal='png'\" {0}.gp    draws {0}.png\n", head.name);
  text_ += fmt::format(
      "if (!exists(\"terminal\")) terminal = 'svg'\n"
      "if (terminal eq 'png') {{ set terminal pngcairo noenhanced size {0},{1} font 'sans-serif,10' }} else "
      "{{ set terminal svg noenhanced size {0},{1} font 'sans-serif,13' background '#ffffff' }}\n",
      canvas.width, canvas.height);
  line("set encoding utf8");
  line("set datafile separator comma");
  line(fmt::format("set output '{}.'.terminal", head.name));
  line(fmt::format("set border 3 linecolor rgb '{}'", kInk));
  line("set tics nomirror");
  line(fmt::format("set grid linecolor rgb '{}' linewidth 1 dashtype 1", kFaint));
  line("set style textbox opaque noborder");
  text(width / 2, 16, "center", shortened(head.title, static_cast<std::size_t>((width - 20) / kCharacter)));
  const std::string origin = shortened(head.origin, static_cast<std::size_t>((width - 20) / kSmallCharacter));
  line("small = terminal eq 'png' ? ',8' : ',10'");
  line(fmt::format("set label {} at screen {:.5f},{:.5f} right font small textcolor rgb '{}'", script_string(origin),
                   1 - 8 / width, 9.0 / canvas.height, kInk));
}

void Script::line(std::string_view text) { text_.append(text).append("\n"); }

void Script::panel(const Panel& panel) {
  line(fmt::format("set lmargin at screen {:.5f}; set rmargin at screen {:.5f}", panel.left / canvas_.width,
                   panel.right / canvas_.width));
  line(fmt::format("set bmargin at screen {:.5f}; set tmargin at screen {:.5f}", 1 - panel.bottom / canvas_.height,
                   1 - panel.top / canvas_.height));
}

void Script::plot(const std::vector<std::string>& elements) {
  std::string joined;
  for (const std::string& element : elements) {
    joined += (joined.empty() ? "plot " : ", \\\n     ") + element;
  }
  line(joined);
}

void Script::key(double left, double top) {
  line(fmt::format("set key at screen {:.5f},{:.5f} left top vertical Left reverse samplen 2 spacing 1.1",
                   left / canvas_.width, 1 - top / canvas_.height));
}

void Script::text(double x, double y, std::string_view how, std::string_view text) {
  line(fmt::format("set label {} at screen {:.5f},{:.5f} {} front", script_string(text), x / canvas_.width,
                   1 - y / canvas_.height, how));
}

}  // namespace loopsim::analysis
