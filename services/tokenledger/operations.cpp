#include "services/tokenledger/operations.hpp"

#include "events/log/json_writer.hpp"

namespace ledger::tokenledger {

void Operations::add_routes(http::Router& router) const {
  const auto add = [&](const char* path, void (Operations::*answer)(http::Response&) const) {
    http::Route route;
    route.methods = {boost::beast::http::verb::get};
    route.pattern = path;
    route.asked_often = true;
    route.role = http::Role::ops;
    route.fast = [this, answer](http::Exchange& exchange) {
      (this->*answer)(exchange.response);
      return true;
    };
    router.add(std::move(route));
  };
  add("/livez", &Operations::live);
  add("/readyz", &Operations::ready);
  add("/metrics", &Operations::metrics);
}

void Operations::live(http::Response& response) const {
  response.status(200);
  response.body("text/plain; charset=utf-8", "ok\n");
}

void Operations::ready(http::Response& response) const {
  if (!serving_.load(std::memory_order_relaxed)) {
    return access_.refuse(response,
                          access::unavailable("shutting-down", "The server is stopping."));
  }
  if (!access_.view_meets({})) {
    return access_.refuse(
        response, access::unavailable("view-too-old", "The view is older than view.age_max_ms."));
  }
  if (!log_clock_.agrees()) return access_.refuse(response, access::clock_off());
  const auto age = access_.age().age().value_or(std::chrono::nanoseconds(0));
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("ready").boolean(true);
  json.key("position").number(access_.position().value());
  const auto age_ms = std::chrono::duration_cast<std::chrono::milliseconds>(age).count();
  json.key("view_age_ms").number(static_cast<std::uint64_t>(age_ms));
  // Ready all the same: gateways go on asking, and only commands are refused.
  json.key("read_only").boolean(disk_.read_only()).end_object();
  response.status(200);
  access_.write_position(response);
  response.body("application/json", text);
}

void Operations::metrics(http::Response& response) const {
  response.status(200);
  response.body("text/plain; version=0.0.4; charset=utf-8", metrics_.text());
}

}  // namespace ledger::tokenledger
