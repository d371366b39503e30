// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/kiocb.hpp"
#include "models/policy.hpp"
#include "models/request.hpp"
#include "models/worker_pool.hpp"

namespace loopsim::models {

class LoopDevice;

// The driver's part of a request (struct loop_cmd), one for every tag. A work item of its own under policies that want
// that.
struct alignas(sim::kCacheLine) LoopCommand final : Work, sim::StepAfterCharges {
  LoopCommand(LoopDevice& owner, Request& blk_request) : device(owner), request(blk_request) {}

  sim::Task<> run(Current& kworker) override;
  const char* function() const override { return "loop_workfn"; }
  // Goes on a work list once the issuer has lived through what that takes.
  sim::Task<> pass_to_kworker(sim::Thread& issuer) {
    take_place_in(issuer);
    return sim::Task<>::last(*this);
  }
  void finish() override;
  CommandView view() const { return {kiocb.op, kiocb.offset, kiocb.bytes, kiocb.cgroup}; }
  bool is_aio_write() const { return use_aio && kiocb.op == Op::write; }

  LoopDevice& device;
  Request& request;
  int refs = 0;     // the submitter's and the I/O's
  IoResult result;  // stored until the last reference is dropped
  bool use_aio = false;
  bool prepared = false;
  Kiocb kiocb;
  LoopCommand* next = nullptr;  // on a worker's list
};

}  // namespace loopsim::models
