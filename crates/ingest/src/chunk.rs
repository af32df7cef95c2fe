//! Taking what has arrived of a stream at a time, so that a fast client costs one transaction
//! for many articles and a slow one never waits for its receipt.

use futures::{FutureExt, Stream, StreamExt};
use prost::Message;

/// How many messages are taken at a time.
pub(crate) const MAX_MESSAGES: usize = 256;

/// How many bytes are taken at a time, but for the last message, which may go beyond.
pub(crate) const MAX_BYTES: usize = 4 << 20;

/// Messages that arrived together, and how the stream ended, if it did.
pub(crate) struct Chunk<M, E> {
    /// The messages, in order.
    pub(crate) messages: Vec<M>,
    /// `None` while the stream goes on.
    pub(crate) end: Option<Result<(), E>>,
}

/// Waits for a message, or the end, and takes with it what else is there already.
pub(crate) async fn next_chunk<M, E, S>(stream: &mut S) -> Chunk<M, E>
where
    M: Message,
    S: Stream<Item = Result<M, E>> + Unpin,
{
    let mut chunk = Chunk { messages: Vec::new(), end: None };
    let mut bytes = 0;
    let mut item = stream.next().await;
    loop {
        match item {
            Some(Ok(message)) => {
                bytes += message.encoded_len();
                chunk.messages.push(message);
            }
            Some(Err(error)) => {
                chunk.end = Some(Err(error));
                return chunk;
            }
            None => {
                chunk.end = Some(Ok(()));
                return chunk;
            }
        }
        if chunk.messages.len() >= MAX_MESSAGES || bytes >= MAX_BYTES {
            return chunk;
        }
        match stream.next().now_or_never() {
            Some(next) => item = next,
            None => return chunk,
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::channel::mpsc;
    use q7x2_proto::v1::Article;

    use super::*;

    fn message(bytes: usize) -> Result<Article, &'static str> {
        Ok(Article { metadata: None, text: "x".repeat(bytes) })
    }

    #[tokio::test]
    async fn what_is_there_comes_together_and_a_pause_ends_a_chunk() {
        let (mut send, mut stream) = mpsc::channel(10);
        for _ in 0..3 {
            send.try_send(message(1)).expect("room");
        }
        let chunk = next_chunk(&mut stream).await;
        assert_eq!((chunk.messages.len(), chunk.end), (3, None));
        send.try_send(message(1)).expect("room");
        send.try_send(Err("broken")).expect("room");
        let chunk = next_chunk(&mut stream).await;
        assert_eq!((chunk.messages.len(), chunk.end), (1, Some(Err("broken"))));
    }

    #[tokio::test]
    async fn a_chunk_is_bounded_by_number_and_by_bytes() {
        let mut many = futures::stream::iter((0..300).map(|_| message(1)));
        let sizes = [next_chunk(&mut many).await, next_chunk(&mut many).await];
        assert_eq!(sizes.map(|c| (c.messages.len(), c.end)), [(256, None), (44, Some(Ok(())))]);
        let mut large = futures::stream::iter((0..10).map(|_| message(1 << 20)));
        assert_eq!(next_chunk(&mut large).await.messages.len(), 4);
    }
}
