#ifndef REG2GRAPH_TESTS_ENGINE_NET_SCRIPTED_SERVER_H_
#define REG2GRAPH_TESTS_ENGINE_NET_SCRIPTED_SERVER_H_

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace reg2graph {

// A server of blocking threads on the loopback interface. `answer` is given the head and the body of each
// request, and returns the bytes to send; after those of a request whose answer is `cut`, it hangs up.
class ScriptedServer {
 public:
  struct Answer {
    std::string bytes;
    bool cut = false;
    std::function<std::string()> more = nullptr;  // called for what else to send, until it is empty
    std::function<void()> before_cut = nullptr;   // waits for what a test waits for, with the connection open
  };
  using Script = std::function<Answer(const std::string& head, const std::string& body)>;

  explicit ScriptedServer(Script script) : script_(std::move(script)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 16) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      std::abort();
    }
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { Accept(); });
  }
  ~ScriptedServer() {
    shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    close(listener_);
    {
      const std::lock_guard lock(mutex_);
      for (const int open : open_) shutdown(open, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  std::vector<std::string> heads() {
    const std::lock_guard lock(mutex_);
    return heads_;
  }

  static std::string Ok(std::string_view body, const std::string& headers = "",
                        const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
           "\r\n" + std::string(body);
  }
  // The value of a header of a request, empty if it is not there.
  static std::string Header(const std::string& head, const std::string& name) {
    const size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const size_t begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }

 private:
  void Accept() {
    for (;;) {
      const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) return;
      const std::lock_guard lock(mutex_);
      open_.push_back(connection);
      threads_.emplace_back([this, connection] { Serve(connection); });
    }
  }
  void Serve(int connection) {
    std::string buffer;
    for (;;) {
      const size_t end = ReadUntil(connection, buffer, [&] {
        const size_t at = buffer.find("\r\n\r\n");
        return at == std::string::npos ? at : at + 4;
      });
      if (end == std::string::npos) break;
      const std::string head = buffer.substr(0, end);
      const std::string length = Header(head, "Content-Length");
      const size_t whole = end + (length.empty() ? 0 : std::stoul(length));
      if (ReadUntil(connection, buffer, [&] { return buffer.size() < whole ? std::string::npos : whole; }) ==
          std::string::npos) {
        break;
      }
      {
        const std::lock_guard lock(mutex_);
        heads_.push_back(head);
      }
      const Answer answer = script_(head, buffer.substr(end, whole - end));
      buffer.erase(0, whole);
      bool heard = Send(connection, answer.bytes);
      while (heard && answer.more) {
        const std::string more = answer.more();
        if (more.empty()) break;
        heard = Send(connection, more);
      }
      if (answer.before_cut) answer.before_cut();
      if (answer.cut || !heard) break;
    }
    const std::lock_guard lock(mutex_);
    std::erase(open_, connection);
    close(connection);
  }
  // False: the other side has hung up.
  static bool Send(int connection, std::string_view rest) {
    while (!rest.empty()) {
      const ssize_t sent = send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      rest.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }
  template <typename Found>
  static size_t ReadUntil(int connection, std::string& buffer, Found found) {
    for (;;) {
      const size_t at = found();
      if (at != std::string::npos) return at;
      char chunk[65536];
      const ssize_t got = recv(connection, chunk, sizeof(chunk), 0);
      if (got <= 0) return std::string::npos;
      buffer.append(chunk, static_cast<size_t>(got));
    }
  }

  const Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::thread accepting_;
  std::mutex mutex_;
  std::vector<std::thread> threads_;
  std::vector<int> open_;
  std::vector<std::string> heads_;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_TESTS_ENGINE_NET_SCRIPTED_SERVER_H_
