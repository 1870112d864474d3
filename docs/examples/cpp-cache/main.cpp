// revocation_cache BROKERS TOPIC NODE_HOST NODE_PORT: answers each secret on the standard input, a
// line each, with a line of JSON: whether it is good, and whether the cache or the node said so.
// LEDGER_TOKEN is a token with the scope ledger:verify. What the topic revokes is printed as it
// comes. Debian: librdkafka-dev libboost-dev libsimdjson-dev libssl-dev;
//
//   g++ -std=c++20 -O2 main.cpp $(pkg-config --cflags --libs rdkafka++ simdjson libcrypto)

#include <cstdlib>
#include <iostream>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <librdkafka/rdkafkacpp.h>
#include <openssl/sha.h>
#include <simdjson.h>

#include "revocation_cache.hpp"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Milliseconds = std::chrono::milliseconds;

std::mutex output;

void print(const std::string& line) {
  const std::lock_guard lock(output);
  std::cout << line << '\n' << std::flush;
}

/// Ends the process: whoever starts it again has an empty cache, which is always right.
[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "revocation_cache: " << why << '\n';
  std::_Exit(1);
}

Time now() { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }

std::string digest_of(const std::string& secret) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

// The topic.

std::string header_of(RdKafka::Message& message, const std::string& name) {
  const auto* headers = message.headers();
  if (headers == nullptr) return {};
  const auto last = headers->get_last(name);
  if (last.err() != RdKafka::ERR_NO_ERROR || last.value() == nullptr) return {};
  return {static_cast<const char*>(last.value()), last.value_size()};
}

/// Type and subject stand beside the record. Where they do not, the record is parsed, and so are
/// the first one and barriers: they name the ledger, so that another one in this place is noticed.
TopicRecord record_of(RdKafka::Message& message, std::string& ledger) {
  TopicRecord record;
  record.position = static_cast<std::uint64_t>(message.offset());
  record.time = Time(Milliseconds(message.timestamp().timestamp));
  record.type = header_of(message, "ce_type");
  record.subject = header_of(message, "ce_subject");
  const bool is_barrier = record.type == "tokenledger.ledger.barrier.v1";
  if (!record.type.empty() && !is_barrier && record.position > 0) return record;
  thread_local simdjson::dom::parser parser;
  simdjson::dom::element event;
  const auto* value = static_cast<const char*>(message.payload());
  if (value == nullptr || parser.parse(value, message.len()).get(event)) return record;
  std::string_view text;
  if (!event["source"].get(text) && ledger.empty()) ledger = text;
  if (text != ledger) {
    if (is_barrier) give_up("the topic holds another ledger now");
    return record;  // not of this ledger: it means nothing
  }
  if (!event["type"].get(text)) record.type = text;
  if (!event["subject"].get(text)) record.subject = text;
  std::uint64_t interval = 0;
  if (!event["data"]["interval_ms"].get(interval)) record.barrier_interval = Milliseconds(interval);
  return record;
}

void set(RdKafka::Conf& conf, const std::string& name, const std::string& value) {
  std::string why;
  if (conf.set(name, value, why) != RdKafka::Conf::CONF_OK) give_up(why);
}

void read_topic(const std::string& brokers, const std::string& topic, RevocationCache& cache) {
  const std::unique_ptr<RdKafka::Conf> conf(RdKafka::Conf::create(RdKafka::Conf::CONF_GLOBAL));
  set(*conf, "bootstrap.servers", brokers);
  set(*conf, "group.id", "revocation-cache");  // nobody joins it: assign(), and no commits
  set(*conf, "enable.auto.commit", "false");
  set(*conf, "auto.offset.reset", "error");
  set(*conf, "check.crcs", "true");
  std::string why;
  const std::unique_ptr<RdKafka::KafkaConsumer> consumer(
      RdKafka::KafkaConsumer::create(conf.get(), why));
  if (!consumer) give_up(why);
  const std::unique_ptr<RdKafka::TopicPartition> first(
      RdKafka::TopicPartition::create(topic, 0, 0));
  consumer->assign({first.get()});
  std::string ledger;
  while (true) {
    const std::unique_ptr<RdKafka::Message> message(consumer->consume(1000));
    switch (message->err()) {
      case RdKafka::ERR_NO_ERROR:
        break;
      case RdKafka::ERR__AUTO_OFFSET_RESET:  // shorter than it was: cut off, or made again
      case RdKafka::ERR_UNKNOWN_TOPIC_OR_PART:
      case RdKafka::ERR__FATAL:
        give_up(message->errstr());
      default:
        continue;  // what is not heard makes the cache old, and it says so
    }
    const auto record = record_of(*message, ledger);
    if (cache.read(record)) {
      print(R"({"seen":")" + record.type + R"(","subject":")" + record.subject +
            R"(","position":)" + std::to_string(record.position) + "}");
    }
  }
}

// The node.

struct Node {
  std::string host;
  std::string port;
  std::string token;
};

using Reply = http::response<http::string_body>;

asio::awaitable<Reply> post(asio::io_context& io, Node node, std::string body,
                            std::uint64_t at_least) {
  beast::tcp_stream stream(io);
  stream.expires_after(std::chrono::seconds(30));
  asio::ip::tcp::resolver resolver(io);
  const auto places = co_await resolver.async_resolve(node.host, node.port, asio::use_awaitable);
  co_await stream.async_connect(places, asio::use_awaitable);
  http::request<http::string_body> request(http::verb::post, "/v1/verify", 11);
  request.set(http::field::host, node.host);
  request.set(http::field::authorization, "Bearer " + node.token);
  request.set(http::field::content_type, "application/json");
  // The node answers when it has read that far.
  if (at_least > 0) request.set("Ledger-Min-Position", std::to_string(at_least));
  request.body() = std::move(body);
  request.prepare_payload();
  co_await http::async_write(stream, request, asio::use_awaitable);
  beast::flat_buffer buffer;
  Reply reply;
  co_await http::async_read(stream, buffer, reply, asio::use_awaitable);
  co_return reply;
}

/// RFC 3339 as the ledger writes it: `2026-12-24T05:00:00.000Z`.
Time time_of(const std::string& text) {
  std::tm parts{};
  int milliseconds = 0;
  std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%dZ", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
              &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &milliseconds);
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  return Time(std::chrono::seconds(timegm(&parts)) + Milliseconds(milliseconds));
}

enum class Verdict { good, bad, unknown };

/// Asks the node. `answer` is set where it is good.
Verdict ask(const Node& node, const std::string& secret, std::uint64_t at_least, Answer& answer) {
  for (const char c : secret) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') return Verdict::bad;
  }
  asio::io_context io;
  auto reply = asio::co_spawn(io, post(io, node, R"({"token":")" + secret + R"("})", at_least),
                              asio::use_future);
  io.run();
  try {
    const auto said = reply.get();
    simdjson::dom::parser parser;
    simdjson::dom::element json;
    bool active = false;
    if (said.result() != http::status::ok || parser.parse(said.body()).get(json) ||
        json["active"].get(active)) {
      return Verdict::unknown;
    }
    if (!active) return Verdict::bad;
    answer = {std::string(std::string_view(json["id"])),
              std::string(std::string_view(json["owner"])),
              time_of(std::string(std::string_view(json["expires_at"]))), json["position"]};
    return Verdict::good;
  } catch (const std::exception& failure) {
    std::cerr << "revocation_cache: " << failure.what() << '\n';
    return Verdict::unknown;
  }
}

std::string judge(const Node& node, const std::string& secret, RevocationCache& cache) {
  const auto digest = digest_of(secret);
  if (cache.find(digest, now())) return R"({"active":true,"from":"cache"})";
  std::uint64_t at_least = 0;
  for (int attempt = 0; attempt < 3; ++attempt) {
    Answer answer;
    const auto verdict = ask(node, secret, at_least, answer);
    if (verdict == Verdict::bad) return R"({"active":false,"from":"node"})";
    if (verdict == Verdict::unknown) break;
    const auto needed = cache.keep(digest, answer);
    if (!needed) return R"({"active":true,"from":"node"})";
    at_least = *needed;
  }
  return R"({"active":null})";  // nobody knows: neither let in nor call the token bad
}

}  // namespace

int main(int count, char** words) {
  const char* token = std::getenv("LEDGER_TOKEN");
  if (count != 5 || token == nullptr) {
    give_up("usage: LEDGER_TOKEN=… revocation_cache BROKERS TOPIC NODE_HOST NODE_PORT");
  }
  RevocationCache cache;
  std::thread([&] { read_topic(words[1], words[2], cache); }).detach();
  const Node node{words[3], words[4], token};
  for (std::string secret; std::getline(std::cin, secret);) print(judge(node, secret, cache));
  std::_Exit(0);  // the thread still reads
}
