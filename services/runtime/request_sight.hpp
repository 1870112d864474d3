#pragma once
// What is seen of requests: numbers by route, method and class of status for a scrape, and lines in
// the program's log, one for a request, one for a slow one, one for a handler that failed. Adding
// takes no lock.

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include <prometheus/metric_family.h>

#include "services/http/router.hpp"
#include "services/http/sight.hpp"
#include "services/runtime/thread_counts.hpp"

namespace ledger::runtime {

struct RequestLogSettings {
  bool access = true;                    ///< a line for each request, but for those asked often
  std::uint64_t sample_every = 0;        ///< of those one in so many; 0: none
  std::chrono::milliseconds slow{1000};  ///< a line for what takes as long, at any route; 0: none
};

class RequestSight final : public http::Sight {
 public:
  /// Of a router that has all its routes; it must outlive this.
  RequestSight(const http::Router& router, const RequestLogSettings& settings);

  void on_answered(const http::AnsweredRequest& request) noexcept override;
  void on_failed(const http::Route& route, std::string_view reason,
                 const http::RequestName& name) noexcept override;

  /// tokenledger_http_requests_total and tokenledger_http_request_seconds.
  [[nodiscard]] std::vector<prometheus::MetricFamily> collect() const;

 private:
  [[nodiscard]] bool is_logged(const http::AnsweredRequest& request) noexcept;

  const http::Router& router_;
  const RequestLogSettings settings_;
  ThreadCounts counts_;                              // by route, method and class
  std::vector<std::unique_ptr<ThreadTimes>> times_;  // by route
  std::atomic<std::uint64_t> sampled_{0};
};

}  // namespace ledger::runtime
