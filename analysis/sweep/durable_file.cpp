// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBuffer = std::size_t{1} << 16;
constexpr int kMode = 0666;

[[noreturn]] void fail(const char* what, const fs::path& file) {
  throw std::system_error(errno, std::generic_category(), fmt::format("cannot {} {}", what, file.string()));
}

int open_file(const fs::path& file, int flags) {
  const int descriptor = ::open(file.c_str(), flags | O_CLOEXEC, kMode);
  if (descriptor < 0) {
    fail("open", file);
  }
  return descriptor;
}

// A file descriptor that is closed with the scope.
class Descriptor {
 public:
  Descriptor(const fs::path& file, int flags) : number_(open_file(file, flags)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number_); }

  int number() const { return number_; }

 private:
  int number_;
};

void write_all(int descriptor, std::string_view text, const fs::path& file) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      fail("write", file);
    }
    text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
}

void sync(int descriptor, const fs::path& file) {
  if (::fsync(descriptor) != 0) {
    fail("sync", file);
  }
}

fs::path parent_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

}  // namespace

DurableFile::DurableFile(fs::path place)
    : place_(std::move(place)),
      temporary_(parent_of(place_) / fmt::format(".{}.tmp", place_.filename().string())),
      descriptor_(open_file(temporary_, O_WRONLY | O_CREAT | O_TRUNC)) {}

DurableFile::~DurableFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
  }
}

void DurableFile::append(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBuffer) {
    flush();
  }
}

void DurableFile::commit() {
  flush();
  sync(descriptor_, temporary_);
  if (::rename(temporary_.c_str(), place_.c_str()) != 0) {
    fail("write", place_);
  }
  ::close(std::exchange(descriptor_, -1));
  sync_path(parent_of(place_));
}

void DurableFile::flush() {
  write_all(descriptor_, buffer_, place_);
  buffer_.clear();
}

void sync_path(const fs::path& path) {
  const Descriptor descriptor(path, O_RDONLY);
  sync(descriptor.number(), path);
}

void write_synced(const fs::path& file, std::string_view content) {
  const Descriptor descriptor(file, O_WRONLY | O_CREAT | O_TRUNC);
  write_all(descriptor.number(), content, file);
  sync(descriptor.number(), file);
}

}  // namespace loopsim::analysis
