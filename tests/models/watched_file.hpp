// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "models/file_system.hpp"

namespace loopsim::models {

// A file of another file system that writes down how it is called.
class WatchedFile final : public File {
 public:
  explicit WatchedFile(std::unique_ptr<File> file) : file_(std::move(file)) {}

  // Registers "watched-xfs" and so on for the rest of this process.
  static void install() {
    static const FileSystemRegistry::Registration kXfsRegistration("watched-xfs", "xfs, watched", &open<kXfs>);
    static const FileSystemRegistry::Registration kExt4Registration("watched-ext4", "ext4, watched", &open<kExt4>);
    static const FileSystemRegistry::Registration kDeviceRegistration("watched-block-device", "watched",
                                                                      &open<kBlockDevice>);
  }

  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override {
    const bool blocking = !kiocb.nowait;
    const bool write = kiocb.op == Op::write;
    if (blocking) {
      writes_inside_ += write ? 1 : 0;
      most_inside_ = std::max(most_inside_, ++inside_[kiocb.cgroup]);
    } else {
      ++attempts_;
    }
    const IoResult result = co_await file_->submit(current, kiocb);
    if (blocking) {
      writes_inside_ -= write ? 1 : 0;
      --inside_[kiocb.cgroup];
    }
    // The submitter still holds its reference.
    if (result.is_queued() && write && kiocb.unwritten) ++to_convert_;
    co_return result;
  }

  sim::Task<IoResult> submit_buffered(Current& current, Kiocb& kiocb) override {
    return file_->submit_buffered(current, kiocb);
  }
  sim::Task<IoResult> fsync(Current& current, Kiocb& kiocb) override { return file_->fsync(current, kiocb); }
  sim::Task<IoResult> fallocate(Current& current, Kiocb& kiocb) override { return file_->fallocate(current, kiocb); }

  bool supports_nowait() const override { return file_->supports_nowait(); }
  bool is_block_device() const override { return file_->is_block_device(); }
  const ExtentMap* extent_map() const override { return file_->extent_map(); }
  const FileCounters* counters() const override { return file_->counters(); }

  std::uint64_t attempts() const { return attempts_; }
  // Writes that were submitted to blocks that are to be converted.
  std::uint64_t to_convert() const { return to_convert_; }
  // Blocking writes being submitted now.
  std::int64_t writes_inside() const { return writes_inside_; }
  // Blocking submissions of one cgroup at the same time, so far.
  int most_inside() const { return most_inside_; }

 private:
  static constexpr std::string_view kXfs = "xfs";
  static constexpr std::string_view kExt4 = "ext4";
  static constexpr std::string_view kBlockDevice = "block-device";

  template <const std::string_view& file_system>
  static std::unique_ptr<File> open(Kernel& kernel, const FileParameters& parameters) {
    return std::make_unique<WatchedFile>(FileSystemRegistry::find(file_system)->create(kernel, parameters));
  }

  std::unique_ptr<File> file_;
  std::map<int, int> inside_;
  int most_inside_ = 0;
  std::int64_t writes_inside_ = 0;
  std::uint64_t attempts_ = 0;
  std::uint64_t to_convert_ = 0;
};

}  // namespace loopsim::models
