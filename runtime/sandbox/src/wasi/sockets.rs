//! `wasi:sockets`: denied.
//!
//! Interpreters import these interfaces whether or not a script uses them, so they are linked, and every way to a socket or an
//! address answers `access-denied`. As no socket is ever made, the functions of sockets cannot be called.

use wasmtime::component::ResourceType;

use super::price::CALL;
use super::refusal::refuse;
use super::{Interface, Stop, WasiState};

/// The error code of every refusal.
const DENIED: &str = "access-denied";

/// `network.network`: a handle that opens nothing. A guest gets one for the asking, because WASI has no other answer.
#[derive(Debug)]
struct Network;

/// `tcp.tcp-socket`. None is ever made, and so for the four below.
#[derive(Debug)]
struct TcpSocket;

/// `udp.udp-socket`.
#[derive(Debug)]
struct UdpSocket;

/// `udp.incoming-datagram-stream`.
#[derive(Debug)]
struct IncomingDatagrams;

/// `udp.outgoing-datagram-stream`.
#[derive(Debug)]
struct OutgoingDatagrams;

/// `ip-name-lookup.resolve-address-stream`.
#[derive(Debug)]
struct ResolveAddresses;

/// `network`.
pub(super) fn network(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource("network", ResourceType::host::<Network>(), WasiState::dropped::<Network>)
}

/// `instance-network`.
pub(super) fn instance_network(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.func_wrap("instance-network", |mut store, (): ()| Ok((WasiState::charged(&mut store, CALL)?.hand_out(Network)?,)))
}

/// `ip-name-lookup`.
pub(super) fn ip_name_lookup(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource(
        "resolve-address-stream",
        ResourceType::host::<ResolveAddresses>(),
        WasiState::dropped::<ResolveAddresses>,
    )?;
    refuse(interface, &["resolve-addresses"], DENIED)?;
    never_reached(interface, "resolve-address-stream", &["resolve-next-address", "subscribe"])
}

/// `tcp-create-socket`.
pub(super) fn tcp_create_socket(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    refuse(interface, &["create-tcp-socket"], DENIED)
}

/// `udp-create-socket`.
pub(super) fn udp_create_socket(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    refuse(interface, &["create-udp-socket"], DENIED)
}

/// `tcp`.
pub(super) fn tcp(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource("tcp-socket", ResourceType::host::<TcpSocket>(), WasiState::dropped::<TcpSocket>)?;
    never_reached(
        interface,
        "tcp-socket",
        &[
            "accept",
            "address-family",
            "finish-bind",
            "finish-connect",
            "finish-listen",
            "hop-limit",
            "is-listening",
            "keep-alive-count",
            "keep-alive-enabled",
            "keep-alive-idle-time",
            "keep-alive-interval",
            "local-address",
            "receive-buffer-size",
            "remote-address",
            "send-buffer-size",
            "set-hop-limit",
            "set-keep-alive-count",
            "set-keep-alive-enabled",
            "set-keep-alive-idle-time",
            "set-keep-alive-interval",
            "set-listen-backlog-size",
            "set-receive-buffer-size",
            "set-send-buffer-size",
            "shutdown",
            "start-bind",
            "start-connect",
            "start-listen",
            "subscribe",
        ],
    )
}

/// `udp`.
pub(super) fn udp(interface: &mut Interface<'_>) -> wasmtime::Result<()> {
    interface.resource("udp-socket", ResourceType::host::<UdpSocket>(), WasiState::dropped::<UdpSocket>)?;
    interface.resource(
        "incoming-datagram-stream",
        ResourceType::host::<IncomingDatagrams>(),
        WasiState::dropped::<IncomingDatagrams>,
    )?;
    interface.resource(
        "outgoing-datagram-stream",
        ResourceType::host::<OutgoingDatagrams>(),
        WasiState::dropped::<OutgoingDatagrams>,
    )?;
    never_reached(interface, "incoming-datagram-stream", &["receive", "subscribe"])?;
    never_reached(interface, "outgoing-datagram-stream", &["check-send", "send", "subscribe"])?;
    never_reached(
        interface,
        "udp-socket",
        &[
            "address-family",
            "finish-bind",
            "local-address",
            "receive-buffer-size",
            "remote-address",
            "send-buffer-size",
            "set-receive-buffer-size",
            "set-send-buffer-size",
            "set-unicast-hop-limit",
            "start-bind",
            "stream",
            "subscribe",
            "unicast-hop-limit",
        ],
    )
}

/// Methods of a resource that nobody can have: without a handle the engine refuses the call before it comes here.
fn never_reached(interface: &mut Interface<'_>, resource: &str, methods: &[&'static str]) -> wasmtime::Result<()> {
    for &method in methods {
        interface.func_new(&format!("[method]{resource}.{method}"), move |_, _, _, _| Err(Stop::Unreachable(method).into()))?;
    }
    Ok(())
}
