// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <memory>

#include "models/file_system.hpp"

namespace loopsim::models {

// A file that does one thing wrong.
class BrokenFile final : public File {
 public:
  enum class Fault : unsigned char {
    none,                   // done at once
    never_completes,        // says queued
    completes_and_returns,  // calls its owner, and returns the result besides
    fails,                  // with an I/O error
  };

  explicit BrokenFile(Fault fault) : fault_(fault) {}

  // Registers `fault` as the file system "broken" for the rest of this process.
  template <Fault fault>
  static void install() {
    static const FileSystemRegistry::Registration kRegistration(
        "broken", "does one thing wrong",
        [](Kernel&, const FileParameters&) -> std::unique_ptr<File> { return std::make_unique<BrokenFile>(fault); });
  }

  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override {
    // Time must pass in a closed loop.
    co_await current.thread.compute(sim::kMicrosecond);
    switch (fault_) {
      case Fault::never_completes:
        co_return IoResult::queued();
      case Fault::completes_and_returns:
        kiocb.owner->ki_complete(kiocb, IoResult::done(), current.context());
        break;
      case Fault::fails:
        co_return IoResult::error();
      case Fault::none:
        break;
    }
    co_return IoResult::done();
  }

 private:
  Fault fault_;
};

}  // namespace loopsim::models
