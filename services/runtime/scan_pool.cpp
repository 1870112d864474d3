#include "services/runtime/scan_pool.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ledger::runtime {
namespace {

/// A tenth of a core's share where a worker wants all of it.
constexpr int niceness = 10;

}  // namespace

ScanPool::ScanPool(const char* name) : thread_(1) {
  boost::asio::post(thread_, [name] {
    ::pthread_setname_np(::pthread_self(), name);
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
  });
}

http::Task<bool> ScanPool::run(std::function<void()> piece, http::Executor executor) {
  if (waiting_.fetch_add(1, std::memory_order_relaxed) >= waiting_max) {
    waiting_.fetch_sub(1, std::memory_order_relaxed);
    co_return false;
  }
  const auto start = [&](auto handler) {
    auto task = [this, &piece, executor, handler = std::move(handler)]() mutable {
      std::exception_ptr thrown;
      try {
        piece();
      } catch (...) {
        thrown = std::current_exception();
      }
      waiting_.fetch_sub(1, std::memory_order_relaxed);
      boost::asio::post(executor, [handler = std::move(handler), thrown]() mutable {
        std::move(handler)(thrown);
      });
    };
    boost::asio::post(thread_, std::move(task));
  };
  const boost::asio::use_awaitable_t<http::Executor> token;
  co_await boost::asio::async_initiate<decltype(token), void(std::exception_ptr)>(start, token);
  co_return true;
}

void ScanPool::stop() { thread_.join(); }

}  // namespace ledger::runtime
