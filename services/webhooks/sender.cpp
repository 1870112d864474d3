#include "services/webhooks/sender.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

namespace ledger::webhooks {
namespace {

namespace beast_http = boost::beast::http;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

/// How the exchange of one hop ended.
struct Hop {
  std::uint16_t status = 0;
  std::string location;
  error_code failure;
};

outgoing::Request request_to(const outgoing::Url& url, const Message& message,
                             const std::string& timestamp, const std::string& signatures) {
  outgoing::Request request(beast_http::verb::post, url.target, 11);
  request.set(beast_http::field::host, url.authority());
  request.set(beast_http::field::user_agent, "tokenledger");
  request.set(beast_http::field::content_type, "application/json");
  request.set(beast_http::field::connection, "close");
  request.set("webhook-id", message.id);
  request.set("webhook-timestamp", timestamp);
  request.set("webhook-signature", signatures);
  request.body() = message.body;
  request.prepare_payload();
  return request;
}

http::Task<Hop> hop(const outgoing::Url& url, const outgoing::Request& request,
                    const AddressPolicy& addresses, boost::asio::ssl::context& tls,
                    Clock::time_point until, http::Executor executor) {
  const outgoing::Peer peer{url.is_tls, url.host, url.port};
  outgoing::Exchange exchange{peer, request, until, tls};
  exchange.may_connect = [&](const boost::asio::ip::address& address) {
    return addresses.may_connect(address, url.is_tls);
  };
  exchange.header_only = true;
  Hop end;
  try {
    co_await outgoing::run_until(executor, exchange, until);
    const auto& reply = exchange.parser.get();
    end.status = static_cast<std::uint16_t>(reply.result_int());
    end.location = std::string(reply[beast_http::field::location]);
  } catch (const boost::system::system_error& error) {
    end.failure = error.code();
  }
  co_return end;
}

std::string text_of(const error_code& failure, bool is_tls) {
  if (failure == boost::system::errc::permission_denied) {
    return is_tls ? "the address is not a public one, and webhooks.networks does not name it"
                  : "without TLS only addresses that webhooks.networks names are reached";
  }
  if (failure == boost::asio::error::timed_out) {
    return "no answer within " + std::to_string(try_time.count()) + " s";
  }
  if (failure == beast_http::error::end_of_stream ||
      failure == beast_http::error::partial_message || failure == boost::asio::error::eof) {
    return "the connection was closed before an answer";
  }
  if (failure.category() ==
      beast_http::make_error_code(beast_http::error::bad_version).category()) {
    return "what came back is no HTTP";
  }
  return failure.message();
}

Verdict failed(std::uint16_t status, std::string why) {
  return {Verdict::Kind::failed, status, std::move(why)};
}

Verdict judged(std::uint16_t status) {
  if (status >= 200 && status < 300) return {Verdict::Kind::delivered, status};
  if (status == 410) return {Verdict::Kind::gone, status, "the receiver answered 410: it is gone"};
  return failed(status, "the receiver answered " + std::to_string(status));
}

/// Those that keep method and body.
bool is_redirect(std::uint16_t status) { return status == 307 || status == 308; }

}  // namespace

Sender::Sender(std::optional<SealingKey> key, AddressPolicy addresses, std::string ledger_id)
    : key_(std::move(key)),
      addresses_(std::move(addresses)),
      ledger_id_(std::move(ledger_id)),
      tls_(std::make_unique<boost::asio::ssl::context>(outgoing::client_tls())) {}

std::string Sender::signatures(const token::WebhookState& webhook, std::string_view id,
                               std::string_view timestamp, std::string_view body,
                               token::Timestamp now) const {
  std::string content;
  content.reserve(id.size() + timestamp.size() + body.size() + 2);
  content.append(id).append(1, '.').append(timestamp).append(1, '.').append(body);
  const auto by = [&](const token::WebhookKey& key) -> std::string {
    const auto secret = key_ ? key_->open(key, ledger_id_, webhook.id) : std::nullopt;
    return secret ? signature_of(*secret, key.public_key.has_value(), content) : std::string();
  };
  auto text = by(webhook.key);
  if (text.empty() || !webhook.old_key || now >= webhook.old_key->until) return text;
  if (const auto old = by(webhook.old_key->key); !old.empty()) text += ' ' + old;
  return text;
}

http::Task<Verdict> Sender::send(token::WebhookState webhook, Message message, token::Timestamp now,
                                 http::Executor executor) const {
  const auto until = Clock::now() + try_time;
  const auto timestamp =
      std::to_string(std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count());
  const auto signed_by = signatures(webhook, message.id, timestamp, message.body, now);
  if (signed_by.empty()) co_return failed(0, "this node does not have the key that opens it");
  auto url = outgoing::Url::parse(webhook.url);
  for (int redirects = 0; url; ++redirects) {
    const auto request = request_to(*url, message, timestamp, signed_by);
    const auto end = co_await hop(*url, request, addresses_, *tls_, until, executor);
    if (end.failure) co_return failed(0, text_of(end.failure, url->is_tls));
    if (!is_redirect(end.status)) co_return judged(end.status);
    if (redirects == redirects_max) co_return failed(end.status, "too many redirects");
    auto next = url->redirected(end.location);
    if (next && url->is_tls && !next->is_tls) {
      co_return failed(end.status, "redirected from https to http");
    }
    url = std::move(next);
  }
  co_return failed(0, "redirected to what is no URL");
}

}  // namespace ledger::webhooks
