"""The arithmetic of a training step: a Marian model's forward pass and loss, written for short sequences.

It works on the parameters of transformers' own `MarianMTModel` and gives the same numbers (a test holds them
together), but keeps the cross-attention weights for the alignment loss, multiplies queries, keys and values
at once, and never holds more than a slice of the logits.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from briefing.training.recipe import ModelSettings

SLICE = 512  # rows of logits held at once


def build(settings: ModelSettings, size: int, *, seed: int, deviation: float) -> Any:
    """A fresh MarianMTModel whose pad (the last id, also the decoder's start) has the zero vector."""
    from transformers import MarianConfig, MarianMTModel

    torch.manual_seed(seed)
    model = MarianMTModel(
        MarianConfig(
            vocab_size=size,
            decoder_vocab_size=size,
            d_model=settings.width,
            encoder_ffn_dim=settings.feed_forward,
            decoder_ffn_dim=settings.feed_forward,
            encoder_attention_heads=settings.heads,
            decoder_attention_heads=settings.heads,
            encoder_layers=settings.encoder_layers,
            decoder_layers=settings.decoder_layers,
            max_position_embeddings=settings.max_positions,
            activation_function="relu",
            scale_embedding=True,
            share_encoder_decoder_embeddings=True,
            tie_word_embeddings=True,
            dropout=0.0,
            attention_dropout=0.0,
            activation_dropout=0.0,
            pad_token_id=size - 1,
            eos_token_id=0,
            forced_eos_token_id=0,
            bos_token_id=None,
            decoder_start_token_id=size - 1,
            attn_implementation="eager",
        ),
    )
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.requires_grad and parameter.dim() == 2 and "shared" not in name:  # noqa: PLR2004
                torch.nn.init.xavier_uniform_(parameter)
        model.model.shared.weight.normal_(0.0, deviation)
        model.model.shared.weight[-1] = 0
    return model


def pretrained(directory: Path) -> Any:
    """The model of a directory in float32; as in a fresh one, its sinusoidal positions do not learn."""
    from transformers import MarianMTModel

    model = MarianMTModel.from_pretrained(str(directory), local_files_only=True, dtype=torch.float32)
    for stack in (model.model.encoder, model.model.decoder):
        stack.embed_positions.weight.requires_grad = False  # loading makes every parameter one that learns
    return model


def encode(model: Any, source: Tensor, dropout: float) -> tuple[Tensor, Tensor]:
    """The encoder's states and the additive mask of its padding."""
    encoder, pad = model.model.encoder, model.config.pad_token_id
    mask = torch.zeros(source.shape, device=source.device).masked_fill_(source == pad, -1e9)[:, None, None, :]
    x = _embed(model, encoder, source, dropout)
    for layer in encoder.layers:
        attended, _ = _attention(layer.self_attn, x, x, mask)
        x = layer.self_attn_layer_norm(x + _drop(attended, dropout))
        x = layer.final_layer_norm(x + _drop(layer.fc2(functional.relu(layer.fc1(x))), dropout))
    return x, mask


def decode(model: Any, states: Tensor, mask: Tensor, decoder: Tensor, dropout: float) -> tuple[Tensor, list[Tensor]]:
    """The decoder's states and, layer by layer, its cross-attention (batch, heads, target, source)."""
    length = decoder.shape[1]
    causal = torch.full((length, length), -1e9, device=decoder.device).triu_(1)
    x = _embed(model, model.model.decoder, decoder, dropout)
    weights = []
    for layer in model.model.decoder.layers:
        attended, _ = _attention(layer.self_attn, x, x, causal)
        x = layer.self_attn_layer_norm(x + _drop(attended, dropout))
        attended, weight = _attention(layer.encoder_attn, x, states, mask)
        weights.append(weight)
        x = layer.encoder_attn_layer_norm(x + _drop(attended, dropout))
        x = layer.final_layer_norm(x + _drop(layer.fc2(functional.relu(layer.fc1(x))), dropout))
    return x, weights


def _embed(model: Any, half: Any, ids: Tensor, dropout: float) -> Tensor:
    embedded = functional.embedding(ids, model.model.shared.weight, padding_idx=model.config.pad_token_id)
    positions = half.embed_positions.weight[: ids.shape[1]]
    return _drop(embedded * math.sqrt(model.config.d_model) + positions, dropout)


def _drop(x: Tensor, dropout: float) -> Tensor:
    return functional.dropout(x, dropout, training=True) if dropout else x


def _attention(part: Any, x: Tensor, memory: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    if x is memory:
        query, key, value = _project(x, part.q_proj, part.k_proj, part.v_proj)
    else:
        (query,), (key, value) = _project(x, part.q_proj), _project(memory, part.k_proj, part.v_proj)
    shape = (part.num_heads, -1)
    query, key, value = (t.view(*t.shape[:2], *shape).transpose(1, 2) for t in (query, key, value))
    scores = (query * (query.shape[-1] ** -0.5)) @ key.transpose(-1, -2) + mask
    weight = scores.softmax(dim=-1)
    return part.out_proj((weight @ value).transpose(1, 2).flatten(2)), weight


def _project(x: Tensor, *projections: Any) -> tuple[Tensor, ...]:
    """Several linear layers of one width in one product."""
    if len(projections) == 1:
        return (projections[0](x),)
    weight, bias = torch.cat([p.weight for p in projections]), torch.cat([p.bias for p in projections])
    return functional.linear(x, weight, bias).chunk(len(projections), dim=-1)


class _SlicedCrossEntropy(torch.autograd.Function):
    """Label-smoothed cross-entropy over a tied output layer; gradients are made in the forward pass.

    The pad (last id) can neither be predicted nor smoothed onto.
    """

    @staticmethod
    def forward(ctx: Any, states: Tensor, weight: Tensor, labels: Tensor, smoothing: float) -> tuple[Tensor, Tensor]:
        size = weight.shape[0] - 1
        wanted = ctx.needs_input_grad[0]
        smoothed = states.new_zeros((), dtype=torch.float32)
        plain = states.new_zeros((), dtype=torch.float32)
        states_grad = torch.empty_like(states) if wanted else None
        weight_grad = torch.zeros_like(weight) if wanted else None
        for first in range(0, len(labels), SLICE):
            piece, gold = states[first : first + SLICE], labels[first : first + SLICE, None]
            logits = (piece @ weight.t()).float()
            total = logits[:, :size].sum(dim=1)
            logits[:, size] = -1e9
            right = logits.gather(1, gold)[:, 0]
            largest = logits.amax(dim=1, keepdim=True)
            mass = logits.sub_(largest).exp_().sum(dim=1, keepdim=True)
            normaliser = mass.log()[:, 0] + largest[:, 0]
            plain += (normaliser - right).sum()
            smoothed += (normaliser - (1 - smoothing) * right - smoothing / size * total).sum()
            if states_grad is not None and weight_grad is not None:
                grad = logits.div_(mass).sub_(smoothing / size)
                grad[:, size] = 0
                grad.scatter_add_(1, gold, grad.new_full(gold.shape, smoothing - 1))
                grad = grad.to(states.dtype)
                torch.mm(grad, weight, out=states_grad[first : first + SLICE])
                weight_grad.addmm_(grad.t(), piece)
        ctx.save_for_backward(states_grad, weight_grad)
        ctx.mark_non_differentiable(plain)
        return smoothed, plain

    @staticmethod
    def backward(ctx: Any, smoothed: Tensor, plain: Tensor) -> tuple[Tensor | None, Tensor | None, None, None]:
        del plain
        states_grad, weight_grad = ctx.saved_tensors
        return states_grad * smoothed, weight_grad * smoothed, None, None


def losses(
    model: Any,
    batch: dict[str, Tensor],
    *,
    dropout: float = 0.0,
    smoothing: float = 0.0,
    aligned: bool = False,
) -> tuple[Tensor, Tensor, Tensor, int]:
    """Smoothed and plain cross-entropy and the alignment loss, each summed over target tokens, and how many
    tokens there are. Without `aligned` the alignment loss is zero.
    """
    states, mask = encode(model, batch["source"], dropout)
    states, weights = decode(model, states, mask, batch["decoder"], dropout)
    predicted = batch["labels"] != model.config.pad_token_id
    labels = batch["labels"][predicted]
    smoothed, plain = _SlicedCrossEntropy.apply(states[predicted], model.model.shared.weight, labels, smoothing)  # type: ignore[no-untyped-call]
    alignment = smoothed.new_zeros(())
    if aligned:
        for weight in weights:
            mean = weight.mean(dim=1)
            chosen = mean.gather(2, batch["position"][:, :, None])[:, :, 0]
            alignment = alignment - (batch["confidence"] * chosen.clamp_min(1e-6).log()).sum() / len(weights)
    return smoothed, plain, alignment, len(labels)
