// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <coroutine>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

#include "sim/frame_pool.hpp"

namespace loopsim::sim {

namespace detail {

struct PooledFrame {
  static void* operator new(std::size_t size) { return FramePool::allocate(size); }
  static void operator delete(void* memory, std::size_t size) { FramePool::release(memory, size); }
};

}  // namespace detail

// A kernel thread's or a program's own flow of control, written as a coroutine that awaits simulated time. It starts
// when a Thread launches its handle, and whoever holds the Process owns its frame; destroying it destroys the frames it
// is waiting in. An exception leaves through the event loop: model errors end the run.
class [[nodiscard]] Process {
 public:
  struct promise_type : detail::PooledFrame {
    Process get_return_object() { return Process(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { throw; }
  };

  Process() = default;
  Process(Process&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Process& operator=(Process&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (handle_) handle_.destroy();
  }

  std::coroutine_handle<> handle() const { return handle_; }
  bool done() const { return !handle_ || handle_.done(); }

 private:
  explicit Process(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

// The last thing a call has to wait for, and what it then does: what a coroutine would keep in a frame, kept in the
// object that it concerns. It calls nothing that waits.
class LastStep {
 public:
  // Whether there is nothing to wait for.
  virtual bool ready() const = 0;
  // Sees to it that `awaiter` is resumed when it is time; false if it is time already.
  virtual bool wait(std::coroutine_handle<> awaiter) = 0;
  virtual void finish() = 0;

 protected:
  ~LastStep() = default;
};

// A function that may take simulated time. A call runs at once, up to where it first has to wait; awaiting it waits for
// the rest. What turns out to need no time has thus returned before it is awaited. Two kinds of calls need no
// coroutine: ready() is one that returned, last() one that has nothing left but a step.
template <typename T = void>
class [[nodiscard]] Task;

namespace detail {

struct TaskPromiseBase : PooledFrame {
  struct Final {
    bool await_ready() const noexcept { return false; }
    // Goes on with the awaiter. There is none yet when the call never had to wait: then back to the caller.
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
      return ended.promise().awaiter;
    }
    void await_resume() const noexcept {}
  };
  std::suspend_never initial_suspend() noexcept { return {}; }
  Final final_suspend() noexcept { return {}; }
  void unhandled_exception() { throw; }

  std::coroutine_handle<> awaiter = std::noop_coroutine();
};

template <typename T>
struct TaskPromise : TaskPromiseBase {
  Task<T> get_return_object();
  void return_value(T result) { value = std::move(result); }
  T value{};
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  Task<void> get_return_object();
  void return_void() {}
};

// What a call is, beside the value that it returns.
template <typename Promise>
class TaskBase {
 public:
  using promise_type = Promise;
  using Handle = std::coroutine_handle<promise_type>;

  TaskBase(TaskBase&& other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)), step_(std::exchange(other.step_, nullptr)) {}
  TaskBase(const TaskBase&) = delete;
  TaskBase& operator=(const TaskBase&) = delete;
  TaskBase& operator=(TaskBase&&) = delete;

  // Whether the call has returned: awaiting it does not wait.
  bool returned() const noexcept { return step_ == nullptr && (!handle_ || handle_.done()); }
  // What is left of the call, if that is only a step.
  LastStep* last_step() const noexcept { return step_; }

  bool await_ready() const { return step_ != nullptr ? step_->ready() : returned(); }
  bool await_suspend(std::coroutine_handle<> awaiter) {
    if (step_ != nullptr) return step_->wait(awaiter);
    handle_.promise().awaiter = awaiter;
    return true;
  }

 protected:
  explicit TaskBase(Handle handle) : handle_(handle) {}
  explicit TaskBase(LastStep* step) : step_(step) {}
  ~TaskBase() {
    if (handle_) handle_.destroy();
  }
  void finish_step() {
    if (step_ != nullptr) step_->finish();
  }
  // Null where the call needed no coroutine.
  Handle handle() const { return handle_; }

 private:
  Handle handle_ = nullptr;
  LastStep* step_ = nullptr;
};

}  // namespace detail

template <typename T>
class [[nodiscard]] Task : public detail::TaskBase<detail::TaskPromise<T>> {
  using Base = detail::TaskBase<detail::TaskPromise<T>>;

 public:
  explicit Task(typename Base::Handle handle) : Base(handle) {}
  static Task ready(T value) { return Task(nullptr, std::move(value)); }
  // Returns `value` after `step`.
  static Task last(LastStep& step, T value) { return Task(&step, std::move(value)); }

  T await_resume() {
    this->finish_step();
    return this->handle() ? std::move(this->handle().promise().value) : std::move(value_);
  }

 private:
  Task(LastStep* step, T value) : Base(step), value_(std::move(value)) {}
  T value_{};
};

template <>
class [[nodiscard]] Task<void> : public detail::TaskBase<detail::TaskPromise<void>> {
 public:
  explicit Task(Handle handle) : TaskBase(handle) {}
  static Task ready() { return Task(static_cast<LastStep*>(nullptr)); }
  static Task last(LastStep& step) { return Task(&step); }

  void await_resume() { finish_step(); }

 private:
  explicit Task(LastStep* step) : TaskBase(step) {}
};

namespace detail {

template <typename T>
Task<T> TaskPromise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}

inline Task<void> TaskPromise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}

}  // namespace detail

}  // namespace loopsim::sim
