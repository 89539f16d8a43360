//! The server of the comparisons, on loopback: it does as little as it can, so that it is not what is measured.
//!
//! `GET <base>/residential-subusers/<hash>` answers one record, `GET <base>/residential-subusers` a list of 40, and with
//! `page=N&per_page=100` page N of as many pages as the base says: `/pages/100`. Everything is rendered beforehand.
#![allow(clippy::print_stdout)] // It says where it is.

use std::collections::HashMap;
use std::sync::Arc;

use clap::Parser;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wholesale_bench::answers::{LISTED, PER_PAGE, one, page};
use wholesale_bench::machine::stay_on;
use wholesale_bench::side::Outcome;

/// The server of the comparisons: prints its URL and serves until it is ended.
#[derive(Parser)]
struct Arguments {
    /// The core to stay on.
    #[arg(long)]
    core: Option<usize>,
}

/// Whole answers, head included.
struct Answers {
    one: Vec<u8>,
    list: Vec<u8>,
    /// By number of pages and number of the page.
    pages: HashMap<(u64, u64), Vec<u8>>,
}

fn main() -> Outcome<()> {
    stay_on(Arguments::parse().core)?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let pages = [10, 100]
            .into_iter()
            .flat_map(|last| (1..=last).map(move |number| ((last, number), answer(&page(number, last, PER_PAGE)))));
        let answers =
            Arc::new(Answers { one: answer(&one()), list: answer(&page(1, 1, LISTED)), pages: pages.collect() });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            tokio::spawn(serve(stream, Arc::clone(&answers)));
        }
    })
}

fn answer(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ndate: Mon, 01 Jan 2024 00:00:00 GMT\r\nserver: loopback\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

async fn serve(mut stream: TcpStream, answers: Arc<Answers>) -> Outcome<()> {
    let mut buffer = vec![0; 16 * 1024];
    let mut filled = 0;
    loop {
        match stream.read(&mut buffer[filled..]).await? {
            0 => return Ok(()),
            read => filled += read,
        }
        // One request at a time, none with a body: its head is all there is of it.
        if buffer[..filled].ends_with(b"\r\n\r\n") {
            let line = buffer[..filled].split(|byte| *byte == b'\r').next().unwrap_or_default();
            let found = std::str::from_utf8(line).ok().and_then(|line| choose(&answers, line));
            stream.write_all(found.map_or(b"HTTP/1.1 404 \r\ncontent-length: 0\r\n\r\n", Vec::as_slice)).await?;
            filled = 0;
        }
    }
}

fn choose<'a>(answers: &'a Answers, line: &str) -> Option<&'a Vec<u8>> {
    let target = line.strip_prefix("GET ")?.strip_suffix(" HTTP/1.1")?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (base, rest) = path.split_once("/residential-subusers")?;
    if query.is_empty() {
        return Some(if rest.is_empty() { &answers.list } else { &answers.one });
    }
    let number = query.split('&').find_map(|pair| pair.strip_prefix("page="))?.parse().ok()?;
    let last = base.strip_prefix("/pages/")?.parse().ok()?;
    answers.pages.get(&(last, number))
}
