// load_http PORT PID[,PID…] CONNECTIONS REQUESTS KIND FILE [OPERATOR_TOKEN]: sends REQUESTS over
// keep-alive connections to 127.0.0.1, one at a time on each, and prints requests a second, the
// CPU microseconds a request of each process (from /proc/PID/stat), the server's allocations a
// request where ALLOCATIONS_FILE is set, the microseconds to an answer (median and 99th
// percentile), and the answers by status. KIND: hit, miss, garbage, mixed (of FILE), or create.

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <netinet/tcp.h>
#include <sstream>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
  int socket = -1;
  std::string received;
  Clock::time_point sent{};
};

std::vector<std::string> verification_requests(const std::string& kind, const std::string& file) {
  std::vector<std::string> requests;
  std::ifstream lines(file);
  std::string line_kind, token;
  while (lines >> line_kind >> token) {
    if (kind != "mixed" && kind != line_kind) continue;
    requests.push_back(
        "GET /auth/request?scope=repo:read HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Authorization: Bearer " +
        token + "\r\n\r\n");
  }
  return requests;
}

std::vector<std::string> create_requests(const std::string& operator_token) {
  const std::string body =
      R"({"owner":"load","name":"made by load","scopes":["repo:read","repo:write"],)"
      R"("expires_in":86400})";
  return {"POST /v1/tokens HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + operator_token +
          "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\n\r\n" + body};
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int one = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return -1;
  return socket;
}

/// User and system time of a process in seconds (proc(5), fields 14 and 15).
double cpu_seconds(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 3; i < 14; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::vector<double> cpu_seconds_of_all(const std::string& pids) {
  std::vector<double> seconds;
  std::istringstream list(pids);
  for (std::string pid; std::getline(list, pid, ',');) seconds.push_back(cpu_seconds(pid));
  return seconds;
}

/// Of `microseconds`, which becomes sorted.
double percentile(std::vector<float>& microseconds, double part) {
  std::sort(microseconds.begin(), microseconds.end());
  const auto last = static_cast<double>(microseconds.size() - 1);
  return static_cast<double>(microseconds[static_cast<std::size_t>(part * last)]);
}

std::uint64_t allocations() {
  const char* path = std::getenv("ALLOCATIONS_FILE");
  std::uint64_t count = 0;
  if (path == nullptr) return 0;
  std::ifstream(path, std::ios::binary).read(reinterpret_cast<char*>(&count), sizeof count);
  return count;
}

/// The size of the first whole response in `text`, 0 if there is none yet.
std::size_t whole_response(const std::string& text) {
  const auto header_end = text.find("\r\n\r\n");
  if (header_end == std::string::npos) return 0;
  const auto length = text.find("Content-Length: ");
  std::size_t body = 0;
  if (length != std::string::npos && length < header_end)
    body = std::stoul(text.substr(length + 16, 8));
  const std::size_t size = header_end + 4 + body;
  return text.size() >= size ? size : 0;
}

class Load {
 public:
  Load(std::uint16_t port, std::size_t connections, std::vector<std::string> requests)
      : epoll_(::epoll_create1(0)), connections_(connections), requests_(std::move(requests)) {
    for (std::size_t i = 0; i < connections; ++i) {
      connections_[i].socket = connect_to(port);
      if (connections_[i].socket < 0) throw std::runtime_error("cannot connect");
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].socket, &event);
    }
  }
  ~Load() {
    for (const auto& connection : connections_) ::close(connection.socket);
    ::close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void run(std::size_t total) {
    std::size_t sent = 0, answered = 0;
    times_.clear();
    times_.reserve(total);
    for (auto& connection : connections_) {
      if (sent < total) send(connection, sent++);
    }
    std::vector<epoll_event> events(connections_.size());
    while (answered < total) {
      const int ready =
          ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 10'000);
      if (ready <= 0) throw std::runtime_error("no answer for 10 s");
      for (int i = 0; i < ready; ++i) {
        auto& connection = connections_[events[static_cast<std::size_t>(i)].data.u64];
        if (!receive(connection)) continue;
        ++answered;
        if (sent < total) send(connection, sent++);
      }
    }
  }
  [[nodiscard]] const std::map<std::string, std::size_t>& statuses() const { return statuses_; }
  /// Microseconds to each answer of the last run().
  [[nodiscard]] std::vector<float> times() const { return times_; }

 private:
  void send(Connection& connection, std::size_t number) {
    const auto& request = requests_[number % requests_.size()];
    connection.sent = Clock::now();
    if (::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) < 0) {
      throw std::runtime_error("cannot send");
    }
  }
  bool receive(Connection& connection) {
    char buffer[8192];
    const auto size = ::recv(connection.socket, buffer, sizeof buffer, 0);
    if (size <= 0) throw std::runtime_error("the server closed a connection");
    connection.received.append(buffer, static_cast<std::size_t>(size));
    if (whole_response(connection.received) == 0) return false;
    times_.push_back(
        std::chrono::duration<float, std::micro>(Clock::now() - connection.sent).count());
    ++statuses_[connection.received.substr(9, 3)];
    connection.received.clear();
    return true;
  }

  int epoll_;
  std::vector<Connection> connections_;
  std::vector<std::string> requests_;
  std::map<std::string, std::size_t> statuses_;
  std::vector<float> times_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) {
    std::cerr << "usage: load_http PORT PID[,PID…] CONNECTIONS REQUESTS KIND FILE "
                 "[OPERATOR_TOKEN]\n";
    return 2;
  }
  const std::string pids = argv[2], kind = argv[5];
  const auto total = std::stoul(argv[4]);
  auto requests = kind == "create" ? create_requests(argc > 7 ? argv[7] : "")
                                   : verification_requests(kind, argv[6]);
  Load load(static_cast<std::uint16_t>(std::stoul(argv[1])), std::stoul(argv[3]),
            std::move(requests));
  load.run(std::min(total, 20'000UL));  // warm
  const auto warm = load.statuses();
  const auto cpu = cpu_seconds_of_all(pids);
  const auto allocated = allocations();
  const auto begin = Clock::now();
  load.run(total);
  const std::chrono::duration<double> took = Clock::now() - begin;
  const auto cpu_after = cpu_seconds_of_all(pids);
  const auto number = static_cast<double>(total);
  std::printf("%.0f ", number / took.count());
  for (std::size_t i = 0; i < cpu.size(); ++i) {
    std::printf("%s%.3f", i == 0 ? "" : ",", (cpu_after[i] - cpu[i]) * 1e6 / number);
  }
  auto times = load.times();
  std::printf(" %.4f %.0f %.0f", static_cast<double>(allocations() - allocated) / number,
              percentile(times, 0.5), percentile(times, 0.99));
  for (auto [status, count] : load.statuses()) {
    const auto before = warm.find(status);
    std::printf(" %s:%zu", status.c_str(), count - (before == warm.end() ? 0 : before->second));
  }
  std::printf("\n");
}
