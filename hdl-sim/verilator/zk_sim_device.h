// One simulated device: the Verilated model, its clock, the host's ends of its streams, its register port, its trace.
#pragma once
#include <memory>
#include <string>

#include TOP_HEADER
#include "verilated.h"
#if VM_TRACE
#include "verilated_fst_c.h"
#endif
#include "zk_registers.h"
#include "zk_sim_stream.h"

struct zk_sim {
 public:
  static constexpr size_t kBeat = ZK_SIM_BEAT_BYTES;
  VerilatedContext context;
  std::unique_ptr<TOP> top;
  zk::End in, out;
  zk::Queue to_device, from_device;
  uint64_t cycles = 0;
  std::string message;
  bool stopped = false;

  explicit zk_sim(uint64_t seed) {
    context.randReset(2);
    context.randSeed(int(seed % 0x7fffffff) + 1);
    in.random.state = seed;
    out.random.state = ~seed;
#if VM_TRACE
    context.traceEverOn(true);
#endif
    top.reset(new TOP(&context));
#if ZK_SIM_IS_LINK
    top->fault_i = 0;
#else
    top->s_axis_tuser = 0;
    top->link_crc_i = top->link_credit_i = 0;
#endif
    reset();
  }
  ~zk_sim() {
    trace(nullptr);
    if (!stopped) top->final();
  }

  void reset() {
    to_device.clear();
    from_device.clear();
    release();
    top->rst_ni = 0;
    for (int i = 0; i < 16; ++i) edge();
    top->rst_ni = 1;
#if !ZK_SIM_IS_LINK
    uint32_t status = ZK_STATUS_RESETTING_MASK;
    bool error = false;
    for (int i = 0; i < 1000 && status & ZK_STATUS_RESETTING_MASK; ++i) csr(false, ZK_STATUS, status, error);
#endif
  }

  /// One clock cycle with both streams. Inputs change after the rising edge; handshakes are judged just before the next.
  void cycle() {
    drive_in();
    out_ready() = !out.rests();
    low();
    if (presented_ && in_ready()) taken();
    if (out_ready() && out_valid()) store();
#if !ZK_SIM_IS_LINK
    if (access_.active) sample_access();
#endif
    high();
  }

  bool trace(const char *path) {
#if VM_TRACE
    if (fst_) fst_->close();
    fst_.reset();
    if (!path) return true;
    fst_.reset(new VerilatedFstC);
    top->trace(fst_.get(), 99);
    fst_->open(path);
    if (fst_->isOpen()) return true;
    fst_.reset();
    return false;
#else
    return !path;
#endif
  }

#if !ZK_SIM_IS_LINK
  /// One AXI4-Lite access; false when the device does not answer within 4096 cycles. `error`: it answered SLVERR.
  bool csr(bool write, uint32_t address, uint32_t &value, bool &error) {
    top->s_axil_awaddr = top->s_axil_araddr = address;
    top->s_axil_wdata = value;
    top->s_axil_wstrb = 15;
    access_ = {true, write, write, !write, false, 0};
    for (int i = 0; i < 4096 && access_.active; ++i) {
      top->s_axil_awvalid = access_.address_waits;
      top->s_axil_wvalid = access_.data_waits;
      top->s_axil_arvalid = access_.read_waits;
      top->s_axil_bready = write;
      top->s_axil_rready = !write;
      cycle();
    }
    const bool done = !access_.active;
    idle_access();
    error = access_.error;
    if (!write) value = access_.value;
    return done;
  }
#endif

 private:
#if VM_TRACE
  std::unique_ptr<VerilatedFstC> fst_;
#endif
  bool presented_ = false;

#if ZK_SIM_IS_LINK
  CData &in_valid() { return top->rx_valid_i; }
  CData in_ready() { return top->rx_ready_o; }
  CData &out_ready() { return top->tx_ready_i; }
  CData out_valid() { return top->tx_valid_o; }
  void *in_data() { return &top->rx_data_i; }
  const void *out_data() { return &top->tx_data_o; }
  void in_last(bool) {}
  uint32_t out_flags() { return 0; }
#else
  CData &in_valid() { return top->s_axis_tvalid; }
  CData in_ready() { return top->s_axis_tready; }
  CData &out_ready() { return top->m_axis_tready; }
  CData out_valid() { return top->m_axis_tvalid; }
  void *in_data() { return &top->s_axis_tdata; }
  const void *out_data() { return &top->m_axis_tdata; }
  void in_last(bool last) { top->s_axis_tlast = last; }
  uint32_t out_flags() { return top->m_axis_tlast ? ZK_SIM_LAST | (top->m_axis_tuser ? ZK_SIM_ERROR : 0) : 0; }

  struct Access {
    bool active, address_waits, data_waits, read_waits, error;
    uint32_t value;
  } access_{};
  void idle_access() {
    access_.active = false;
    top->s_axil_awvalid = top->s_axil_wvalid = top->s_axil_arvalid = 0;
    top->s_axil_bready = top->s_axil_rready = 0;
  }
  void sample_access() {
    access_.address_waits = top->s_axil_awvalid && !top->s_axil_awready;
    access_.data_waits = top->s_axil_wvalid && !top->s_axil_wready;
    access_.read_waits = top->s_axil_arvalid && !top->s_axil_arready;
    if (top->s_axil_bready && top->s_axil_bvalid) {
      access_.active = false;
      access_.error = top->s_axil_bresp != 0;
    } else if (top->s_axil_rready && top->s_axil_rvalid) {
      access_.active = false;
      access_.error = top->s_axil_rresp != 0;
      access_.value = top->s_axil_rdata;
    }
  }
#endif

  void release() {
    presented_ = false;
    in_valid() = 0;
    out_ready() = 0;
#if !ZK_SIM_IS_LINK
    idle_access();
#endif
  }

  void drive_in() {
    if (presented_) return;
    in_valid() = 0;
    if (to_device.empty() || in.rests()) return;
    zk::Fault fault;
    while (in.take(ZK_SIM_FAULT_DROP, fault)) {
      next();
      if (to_device.empty()) return;
    }
    uint8_t beat[kBeat];
    std::memcpy(beat, to_device.front(), kBeat);
    in.flip(beat, kBeat);
    std::memcpy(in_data(), beat, kBeat);
    in_last(to_device.ends_with(kBeat));
    in_valid() = 1;
    presented_ = true;
  }
  void taken() {
    zk::Fault fault;
    presented_ = false;
    if (!in.take(ZK_SIM_FAULT_TWICE, fault)) next();
  }
  void next() {
    to_device.take(kBeat);
    ++in.count;
  }
  void store() {
    zk::Fault fault;
    uint8_t beat[kBeat];
    std::memcpy(beat, out_data(), kBeat);
    out.flip(beat, kBeat);
    const bool drop = out.take(ZK_SIM_FAULT_DROP, fault);
    const int copies = drop ? 0 : out.take(ZK_SIM_FAULT_TWICE, fault) ? 2 : 1;
    for (int i = 0; i < copies; ++i) from_device.append(beat, kBeat);
    if (!drop && out_flags()) from_device.end_packet(out_flags());
    ++out.count;
  }

  void edge() {
    low();
    high();
  }
  void low() {
    top->clk_i = 0;
    top->eval();
    dump(0);
  }
  void high() {
    top->clk_i = 1;
    top->eval();
    dump(5);
    ++cycles;
  }
  void dump(unsigned phase) {
#if VM_TRACE
    if (fst_) fst_->dump(10 * cycles + phase);
#else
    (void)phase;
#endif
  }
};
