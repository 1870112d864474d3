#include "services/runtime/request_sight.hpp"

#include <algorithm>
#include <array>

#include "services/runtime/log_line.hpp"

namespace ledger::runtime {
namespace {

using boost::beast::http::verb;

constexpr std::array methods{verb::get,   verb::head,    verb::post,   verb::put,
                             verb::patch, verb::delete_, verb::options};
constexpr std::size_t methods_and_others = methods.size() + 1;
constexpr std::size_t classes = 5;

const std::vector<double> time_bounds{1e-5, 5e-5, 1e-4, 5e-4, 1e-3, 5e-3,
                                      1e-2, 5e-2, 0.1,  0.5,  1,    5};

std::size_t index_of(verb method) noexcept {
  return static_cast<std::size_t>(std::ranges::find(methods, method) - methods.begin());
}

std::string name_of(std::size_t method) {
  if (method == methods.size()) return "other";
  const auto text = boost::beast::http::to_string(methods[method]);
  return {text.data(), text.size()};
}

/// Route 0 is none.
std::size_t number_of(const http::Route* route) noexcept {
  return route == nullptr ? 0 : route->number + 1;
}

std::string_view pattern_of(const http::Route* route) noexcept {
  return route == nullptr ? std::string_view() : route->pattern;
}

std::uint64_t microseconds(std::chrono::nanoseconds time) noexcept {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(time).count());
}

}  // namespace

RequestSight::RequestSight(const http::Router& router, const RequestLogSettings& settings)
    : router_(router),
      settings_(settings),
      counts_((router.routes().size() + 1) * methods_and_others * classes) {
  for (std::size_t i = 0; i <= router.routes().size(); ++i) {
    times_.push_back(std::make_unique<ThreadTimes>(time_bounds));
  }
}

bool RequestSight::is_logged(const http::AnsweredRequest& request) noexcept {
  if (request.route == nullptr || !request.route->asked_often) return settings_.access;
  return settings_.sample_every != 0 &&
         sampled_.fetch_add(1, std::memory_order_relaxed) % settings_.sample_every == 0;
}

void RequestSight::on_answered(const http::AnsweredRequest& request) noexcept {
  const auto route = number_of(request.route);
  const auto status_class = std::clamp(request.status / 100, 1U, 5U) - 1;
  counts_.add((route * methods_and_others + index_of(request.method)) * classes + status_class);
  const auto time = request.reading + request.handling;
  if (!request.is_stream) times_[route]->add(time);
  const bool is_slow = !request.is_stream && settings_.slow.count() != 0 && time >= settings_.slow;
  if (!is_slow && !is_logged(request)) return;
  const auto method = boost::beast::http::to_string(request.method);
  const auto peer = request.peer.to_string();
  log_line(is_slow ? Level::warning : Level::info, is_slow ? "slow request" : "request",
           {{"request_id", request.name.id},
            {"trace_id", request.name.trace},
            {"peer", peer},
            {"method", std::string_view(method.data(), method.size())},
            {"route", pattern_of(request.route)},
            {"status", std::uint64_t{request.status}},
            {"bytes", request.bytes},
            {"read_us", microseconds(request.reading)},
            {"handled_us", microseconds(request.handling)}});
}

void RequestSight::on_failed(const http::Route& route, std::string_view reason,
                             const http::RequestName& name) noexcept {
  log_line(Level::error, "a handler failed",
           {{"request_id", name.id}, {"route", route.pattern}, {"reason", reason}});
}

std::vector<prometheus::MetricFamily> RequestSight::collect() const {
  prometheus::MetricFamily requests{"tokenledger_http_requests_total",
                                    "Requests answered, by route, method and class of status",
                                    prometheus::MetricType::Counter,
                                    {}};
  prometheus::MetricFamily times{"tokenledger_http_request_seconds",
                                 "Time from a request's first byte to its answer, by route",
                                 prometheus::MetricType::Histogram,
                                 {}};
  const auto& routes = router_.routes();
  for (std::size_t route = 0; route <= routes.size(); ++route) {
    const std::string pattern(route == 0 ? std::string_view() : routes[route - 1]->pattern);
    std::uint64_t of_route = 0;
    for (std::size_t i = 0; i < methods_and_others * classes; ++i) {
      const auto count = counts_.sum(route * methods_and_others * classes + i);
      if (count == 0) continue;
      of_route += count;
      prometheus::ClientMetric metric;
      metric.label = {{"route", pattern},
                      {"method", name_of(i / classes)},
                      {"status", std::to_string(i % classes + 1) + "xx"}};
      metric.counter.value = static_cast<double>(count);
      requests.metric.push_back(std::move(metric));
    }
    if (of_route == 0) continue;
    prometheus::ClientMetric metric;
    metric.label = {{"route", pattern}};
    metric.histogram = times_[route]->collect();
    times.metric.push_back(std::move(metric));
  }
  return {std::move(requests), std::move(times)};
}

}  // namespace ledger::runtime
