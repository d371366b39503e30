// SPDX-License-Identifier: GPL-2.0
#include "analysis/append_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

namespace loopsim::analysis {
namespace {

constexpr int kMode = 0666;

[[noreturn]] void fail(const char* what, const std::filesystem::path& file) {
  throw std::system_error(errno, std::generic_category(), fmt::format("cannot {} {}", what, file.string()));
}

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

}  // namespace

AppendLog::AppendLog(const std::filesystem::path& file, const std::string& owner)
    : file_(file), descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, kMode)) {
  if (descriptor_ < 0) {
    fail("open", file);
  }
  if (!lock(descriptor_)) {
    ::close(descriptor_);
    throw std::runtime_error(fmt::format("{} is locked: {} is at work there", file.string(), owner));
  }
  if (ends_within_a_line(descriptor_)) {
    append("");
  }
}

AppendLog::~AppendLog() { ::close(descriptor_); }

void AppendLog::append(std::string line) {
  line += '\n';
  const ssize_t written = ::write(descriptor_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) {
    errno = written < 0 ? errno : ENOSPC;
    fail("write", file_);
  }
}

}  // namespace loopsim::analysis
