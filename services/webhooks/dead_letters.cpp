#include "services/webhooks/dead_letters.hpp"

#include "events/log/json_writer.hpp"
#include "services/http/decimal.hpp"
#include "services/http/url.hpp"
#include "services/webhooks/webhook_control.hpp"

namespace ledger::webhooks {
namespace {

using boost::beast::http::verb;

void write_letter(log::JsonWriter& json, const MessageKey& key, const Attempted& letter) {
  json.begin_object().key("letter").text(to_text(key)).key("message_id").text(letter.message.id);
  json.key("position").number(key.position.value()).key("type").text(letter.message.type);
  json.key("tries").number(letter.tries);
  json.key("given_up_at").text(token::to_text(letter.next_try)).key("status");
  letter.last_status != 0 ? json.number(letter.last_status) : json.null();
  json.key("why").text(letter.why).end_object();
}

struct PageAsked {
  std::size_t limit = 25;
  std::optional<MessageKey> after;
};

std::variant<PageAsked, http::Problem> read_page(const http::Request& request) {
  const auto parameters = http::parse_query(request.query);
  if (!parameters) return access::bad_request("invalid-query", "The query is not encoded well.");
  PageAsked asked;
  std::string seen;
  for (const auto& [name, value] : *parameters) {
    if (seen.find('/' + name + '/') != seen.npos) {
      return access::bad_request("repeated-parameter",
                                 "Give the query parameter " + name + " once.");
    }
    seen += '/' + name + '/';
    if (name == "limit") {
      const auto limit = http::parse_decimal(value);
      if (!limit || *limit < 1 || *limit > DeadLetters::letters_max) {
        return access::bad_request("invalid-limit", "limit is a whole number from 1 to 100.");
      }
      asked.limit = static_cast<std::size_t>(*limit);
    } else if (name == "cursor") {
      asked.after = parse_message_key(value);
      if (!asked.after) {
        return access::bad_request("invalid-cursor", "cursor is what next_cursor said.");
      }
    } else {
      return access::bad_request("unknown-parameter",
                                 "There is no query parameter \"" + name + "\" here.");
    }
  }
  return asked;
}

}  // namespace

std::string to_text(const MessageKey& key) {
  return std::to_string(key.position.value()) + '-' + std::to_string(key.ordinal);
}

std::optional<MessageKey> parse_message_key(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == text.npos) return std::nullopt;
  const auto position = http::parse_decimal(text.substr(0, dash));
  const auto ordinal = http::parse_decimal(text.substr(dash + 1));
  if (!position || !ordinal || *ordinal > UINT16_MAX) return std::nullopt;
  return MessageKey{token::Position(*position), static_cast<std::uint16_t>(*ordinal)};
}

void DeadLetters::add_routes(http::Router& router) {
  http::Route look;
  look.methods = {verb::get};
  look.pattern = "/v1/webhooks/{}/dead-letters";
  look.answer_type = "application/json";
  look.admission = [this](http::Exchange& exchange) {
    return desk_.access.admit(exchange, token::scope_operate);
  };
  http::Route again = look;
  look.handler = [this](http::Exchange& exchange) { return list(exchange); };
  router.add(std::move(look));
  again.methods = {verb::post};
  again.pattern = "/v1/webhooks/{}/dead-letters/resend";
  again.body_types = {"application/json"};
  again.handler = [this](http::Exchange& exchange) { return resend(exchange); };
  router.add(std::move(again));
}

http::Task<void> DeadLetters::list(http::Exchange& exchange) {
  auto problem = co_await desk_.access.await_view(exchange.request, exchange.executor);
  if (problem) co_return desk_.access.refuse(exchange.response, *std::move(problem));
  const auto read = read_page(exchange.request);
  if (const auto* bad = std::get_if<http::Problem>(&read)) {
    co_return desk_.access.refuse(exchange.response, *bad);
  }
  const auto& asked = std::get<PageAsked>(read);
  const auto position = desk_.access.position();
  const auto webhook = webhook_in_path(desk_.view, exchange);
  if (!webhook) co_return desk_.access.refuse(exchange.response, no_such_webhook(), position);
  std::string text;
  log::JsonWriter json(text);
  json.begin_object().key("dead_letters").begin_array();
  std::size_t count = 0;
  std::optional<MessageKey> last;
  bool more = false;
  store_.for_each_given_up(webhook->id, asked.after,
                           [&](const MessageKey& key, const Attempted& letter) {
                             more = count == asked.limit;
                             if (more) return false;
                             ++count;
                             last = key;
                             write_letter(json, key, letter);
                             return true;
                           });
  json.end_array().key("next_cursor");
  more ? json.text(to_text(*last)) : json.null();
  json.end_object();
  exchange.response.status(200);
  desk_.access.write_position(exchange.response, position);
  exchange.response.body("application/json", text);
}

http::Task<void> DeadLetters::resend(http::Exchange& exchange) {
  auto problem = co_await desk_.access.await_view(exchange.request, exchange.executor);
  if (!problem) problem = access::no_query(exchange.request);
  if (problem) co_return desk_.access.refuse(exchange.response, *std::move(problem));
  std::optional<MessageKey> key;
  if (!exchange.request.body.empty()) {
    http::Problem malformed;
    const auto body = http::JsonBody::read(exchange.request.body, malformed);
    if (!body) co_return desk_.access.refuse(exchange.response, std::move(malformed));
    const auto root = body->root();
    root.allow_only({"letter"});
    if (const auto text = root.text("letter")) {
      key = parse_message_key(*text);
      if (!key) root.refuse("letter", "What the list of dead letters says, such as 42-0.");
    }
    if (body->has_errors()) {
      co_return desk_.access.refuse(exchange.response, access::body_problem(*body));
    }
  }
  const auto position = desk_.access.position();
  const auto webhook = webhook_in_path(desk_.view, exchange);
  if (!webhook) co_return desk_.access.refuse(exchange.response, no_such_webhook(), position);
  std::uint64_t count = 0;
  if (key) {
    if (!store_.given_up(webhook->id, *key)) {
      auto unknown = access::not_found("dead letter");
      co_return desk_.access.refuse(exchange.response, std::move(unknown), position);
    }
    count = 1;
  } else {
    store_.for_each_given_up(webhook->id, std::nullopt, [&](const MessageKey&, const Attempted&) {
      ++count;
      return true;
    });
  }
  deliveries_.resend(webhook->id, key);
  exchange.response.status(202);
  desk_.access.write_position(exchange.response, position);
  exchange.response.body("application/json", "{\"resent\":" + std::to_string(count) + "}");
}

}  // namespace ledger::webhooks
