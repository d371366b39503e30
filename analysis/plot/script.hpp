// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loopsim::analysis {

// Sizes and places are pixels of the SVG from the upper left corner, so that nothing hangs on how wide gnuplot believes
// a text to be.
struct Canvas {
  int width = 0;
  int height = 0;
};

// The inside of a pair of axes.
struct Panel {
  double left = 0;
  double right = 0;
  double top = 0;
  double bottom = 0;
};

// About how wide a text is in the script's font.
double text_width(std::string_view text);

// A text of others in a script: a gnuplot string in which nothing has a meaning.
std::string script_string(std::string_view text);

// The same for the label of a tic, which gnuplot takes for a format: a long one with a per cent sign is shortened.
std::string tic_string(std::string_view text);

// Words as part of a file name: what is not a-z A-Z 0-9 _ + - becomes `_`.
std::string file_name_part(std::string_view text);

// What stands in the picture beside the data.
struct ScriptHead {
  std::string name;    // of the figure
  std::string about;   // a comment: what the picture shows and what the columns of the data are
  std::string title;   // shortened to fit
  std::string origin;  // in the lower right corner: what it takes to find the results again
};

// A gnuplot script in the making: head first, then line by line.
class Script {
 public:
  Script(const ScriptHead& head, Canvas canvas);

  // A line as it is.
  void line(std::string_view text);

  // Sets the margins, of the whole picture or of the next plot of a multiplot.
  void panel(const Panel& panel);

  // `plot` of these elements, one a line.
  void plot(const std::vector<std::string>& elements);

  // The key as a column whose upper left corner is there.
  void key(double left, double top);

  // Text that starts, is centred or ends (`left`, `center`, `right`) at a place.
  void text(double x, double y, std::string_view how, std::string_view text);

  const std::string& str() const { return text_; }

 private:
  std::string text_;
  Canvas canvas_;
};

}  // namespace loopsim::analysis
