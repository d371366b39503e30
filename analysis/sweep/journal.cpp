// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/journal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "analysis/sweep/point_id.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

constexpr int kMode = 0666;

[[noreturn]] void fail(const char* what, const fs::path& file) {
  throw std::system_error(errno, std::generic_category(), fmt::format("cannot {} {}", what, file.string()));
}

// Goes with the process, however that ends, and is no child's.
bool lock(int descriptor) {
  struct flock whole{};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  return ::fcntl(descriptor, F_SETLK, &whole) == 0;
}

bool ends_within_a_line(int descriptor) {
  char last = '\n';
  const off_t size = ::lseek(descriptor, 0, SEEK_END);
  return size > 0 && ::pread(descriptor, &last, 1, size - 1) == 1 && last != '\n';
}

std::optional<std::pair<std::string, double>> parse_done(const std::string& line) {
  std::istringstream words(line);
  std::string kind;
  std::string id;
  std::string number;
  std::string unit;
  std::string more;
  words >> kind >> id >> number >> unit;
  double seconds = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), seconds);
  const bool whole = kind == "done" && is_point_id(id) && error == std::errc() &&
                     end == number.data() + number.size() && unit == "s" && !(words >> more) && seconds >= 0;
  return whole ? std::optional(std::pair(id, seconds)) : std::nullopt;
}

}  // namespace

Journal::Journal(const fs::path& file)
    : file_(file), descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, kMode)) {
  if (descriptor_ < 0) {
    fail("open", file);
  }
  if (!lock(descriptor_)) {
    ::close(descriptor_);
    throw std::runtime_error(fmt::format("{} is locked: another sweep is at work there", file.string()));
  }
  if (ends_within_a_line(descriptor_)) {
    append("");
  }
}

Journal::~Journal() { ::close(descriptor_); }

void Journal::done(std::string_view id, double seconds) { append(fmt::format("done {} {:.6f} s", id, seconds)); }

void Journal::failed(std::string_view id, std::string_view reason) {
  std::string line = fmt::format("failed {} {} .", id, reason);
  std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  append(std::move(line));
}

// One write, so that a line is torn by a full disk or a power cut only.
void Journal::append(std::string line) {
  line += '\n';
  const ssize_t written = ::write(descriptor_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) {
    errno = written < 0 ? errno : ENOSPC;
    fail("write", file_);
  }
}

std::map<std::string, double> recorded_seconds(const fs::path& journal) {
  std::map<std::string, double> seconds;
  std::ifstream stream(journal, std::ios::binary);
  for (std::string line; std::getline(stream, line);) {
    if (const auto done = parse_done(line)) {
      seconds[done->first] = done->second;
    }
  }
  return seconds;
}

}  // namespace loopsim::analysis
