#include "services/webhooks/test_delivery.hpp"

#include "events/log/json_writer.hpp"
#include "services/issuance/query_opening.hpp"
#include "services/webhooks/webhook_control.hpp"

namespace ledger::webhooks {
namespace {

/// Counted while it goes on, whichever way it ends.
class UnderWay {
 public:
  explicit UnderWay(std::atomic<int>& count) : count_(count), before_(count_.fetch_add(1)) {}
  ~UnderWay() { count_.fetch_sub(1); }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  [[nodiscard]] int before() const noexcept { return before_; }

 private:
  std::atomic<int>& count_;
  int before_;
};

std::string outcome_json(const Message& message, const Verdict& verdict) {
  std::string text;
  log::JsonWriter json(text);
  const bool is_delivered = verdict.kind == Verdict::Kind::delivered;
  json.begin_object().key("message_id").text(message.id).key("delivered").boolean(is_delivered);
  json.key("status");
  verdict.status != 0 ? json.number(verdict.status) : json.null();
  json.key("why");
  is_delivered ? json.null() : json.text(verdict.why);
  json.end_object();
  return text;
}

}  // namespace

void TestDelivery::add_routes(http::Router& router) {
  http::Route route;
  route.methods = {boost::beast::http::verb::post};
  route.pattern = "/v1/webhooks/{}/test";
  route.answer_type = "application/json";
  route.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit(exchange, token::scope_operate);
  };
  route.handler = [this](http::Exchange& exchange) { return test(exchange); };
  router.add(std::move(route));
}

http::Task<void> TestDelivery::test(http::Exchange& exchange) {
  const auto opening = co_await issuance::open_query(desk_, exchange);
  if (!opening) co_return;
  const auto webhook = webhook_in_path(desk_.view, exchange);
  if (!webhook) {
    co_return desk_.access.refuse(exchange.response, no_such_webhook(), opening->position);
  }
  if (!sender_.can_sign(*webhook)) {
    co_return desk_.access.refuse(exchange.response, key_missing(), opening->position);
  }
  auto limited = desk_.quotas.take(access::caller_of(exchange), std::chrono::steady_clock::now());
  if (limited) {
    co_return desk_.access.refuse(exchange.response, *std::move(limited), opening->position);
  }
  const UnderWay under_way(under_way_);
  if (under_way.before() >= under_way_max) {
    auto busy = access::unavailable("overloaded", "Too many tests are under way; try again.");
    co_return desk_.access.refuse(exchange.response, std::move(busy), opening->position);
  }
  const auto now = desk_.clock.now();
  const auto message = test_message(webhook->id, now);
  const auto verdict = co_await sender_.send(*webhook, message, now, exchange.executor);
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, opening->position);
  exchange.response.body("application/json", outcome_json(message, verdict));
}

}  // namespace ledger::webhooks
