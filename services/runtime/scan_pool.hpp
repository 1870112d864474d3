#pragma once
// Where reads of many rows run: beside the workers, who verify meanwhile, and behind them where
// there are fewer cores than threads. Each piece of a scan waits its turn, so that a long one does
// not hold up short ones; at most so many pieces are under way or wait.

#include <atomic>
#include <exception>
#include <functional>

#include <boost/asio/thread_pool.hpp>

#include "services/http/router.hpp"

namespace ledger::runtime {

class ScanPool {
 public:
  static constexpr std::size_t waiting_max = 64;

  /// `name`: of its thread.
  explicit ScanPool(const char* name = "scans");
  ~ScanPool() { stop(); }
  ScanPool(const ScanPool&) = delete;
  ScanPool& operator=(const ScanPool&) = delete;

  /// Runs a piece of a scan in the pool, and goes on with `executor`. False: too many wait, and it
  /// did not run. What it throws is thrown.
  [[nodiscard]] http::Task<bool> run(std::function<void()> piece, http::Executor executor);
  /// What waits still runs; the executors must be there until then.
  void stop();

 private:
  std::atomic<std::size_t> waiting_{0};
  boost::asio::thread_pool thread_;
};

}  // namespace ledger::runtime
